"""Sets the stance of what is quoted, and of what answers an accusation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.articles.article import Stance
from bot.articles.attribution.rebuttals import Rebuttals
from bot.articles.attribution.stances import spoken_stance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.line import Line

__all__ = ["Weighing", "mentions"]

_ROUGH = re.compile(r"[^\W\d_]+")
_STRONGEST = (Stance.DENIAL, Stance.CLAIM, Stance.REPORT)
_SHARED = 5  # sentences; one denial does not make a long speech one


def mentions(wanted: frozenset[str], text: str) -> bool:
    """Tell whether a text in lower case has one of some words."""
    return not wanted.isdisjoint(_ROUGH.findall(text))


class Weighing:
    """The stances of the sentences of one body, whose speakers are known."""

    def __init__(self, body: str, lines: Sequence[Line], lexicon: Lexicon) -> None:
        self._body = body
        self._lines = lines
        self._lexicon = lexicon
        self._rebuttals = Rebuttals(body, lexicon)

    def weigh(self, members: list[range]) -> None:
        """Weigh the sentences in order; `members` are those of each quotation."""
        groups = {group.start: group for group in self._groups(members)}
        for number, line in enumerate(self._lines):
            if number in groups:
                self._weigh(groups[number])
            if line.stance is Stance.REPORT:
                before = self._lines[number - 1] if number else None
                if self._rebuttals.denies_indirectly(line, before):
                    line.stance = Stance.DENIAL
            self._rebuttals.note(line)

    def _groups(self, members: list[range]) -> Iterator[range]:
        """Yield what is weighed as one: quotations of one speaker that follow closely.

        "“…,” said X. “…”" has two quotations and one speech.
        """
        group = range(0)
        for lines in members:
            if group and self._goes_on(group.stop - 1, lines):
                group = range(group.start, max(group.stop, lines.stop))
            else:
                if group:
                    yield group
                group = lines
        if group:
            yield group

    def _goes_on(self, last: int, lines: range) -> bool:
        one, two = self._lines[last], self._lines[lines.start]
        return (
            (lines.start <= last or (lines.start == last + 1 and two.wholly_quoted))
            and one.speech
            and two.speech
            and one.speaker == two.speaker is not None
            and one.sentence.paragraph == two.sentence.paragraph
        )

    def _weigh(self, members: range) -> None:
        """Set the stance of quoted sentences; a short speech shares one."""
        lines = self._lines[members.start : members.stop]
        start = lines[0].sentence.start
        context = self._body[
            self._lines[max(0, members.start - 1)].sentence.start : start
        ]
        speech = [word for line in lines for word in line.quoted_words()]
        alleged = not self._lexicon["allegations"].isdisjoint(w.lower for w in speech)
        disputed = alleged or mentions(self._lexicon["allegations"], context.lower())
        judged = any(self._judged(line) for line in lines)
        for line in lines:
            own = line.quoted_words()
            if own and line.stance is Stance.REPORT:
                line.stance = spoken_stance(
                    own, self._lexicon, disputed=disputed, judged=judged
                )
            if own and line.stance is Stance.REPORT and self._denies(line, members):
                line.stance = Stance.DENIAL
        stances = {line.stance for line in lines}
        if 1 < len(lines) <= _SHARED:
            for line in lines:
                line.stance = next(s for s in _STRONGEST if s in stances)

    def _judged(self, line: Line) -> bool:
        """Tell whether a court says what the sentence quotes."""
        cue = line.chosen()
        return cue is not None and line.judged(cue, self._lexicon)

    def _denies(self, line: Line, members: range) -> bool:
        """Tell whether a quoted sentence denies what came before its quotation."""
        before = self._lines[members.start - 1] if members.start else None
        return self._rebuttals.denies(line.quoted_words(), line, before)
