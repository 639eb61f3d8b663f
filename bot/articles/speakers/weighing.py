"""Weighs what people say against what was said before: who was accused answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.sentence import Stance
from bot.articles.speakers.contradictions import contradict
from bot.articles.speakers.rules import Stream
from bot.articles.speakers.stances import is_court

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.speakers.accused import Accused
    from bot.articles.speakers.entities import Entities
    from bot.articles.speakers.line import Line
    from bot.articles.speakers.stances import Judge
    from bot.articles.speakers.tokens import Tokeniser

__all__ = ["Weighing"]

_OWNERS = {"its", "their", "his", "her"}


class Weighing:
    """The sentences of one text, of which the speakers are known."""

    def __init__(
        self,
        lines: Sequence[Line],
        tokeniser: Tokeniser,
        entities: Entities,
        judge: Judge,
    ) -> None:
        self._lines = lines
        self._tokeniser = tokeniser
        self._entities = entities
        self._judge = judge

    def weigh(self, accused: Accused) -> None:
        """Judge what stands between quotation marks, and who was accused of it."""
        before: Line | None = None
        for line in self._lines:
            if line.speaker and line.stance is not Stance.DENIAL:
                whole = self._entities.introduction(line.speaker)
                words = self._tokeniser.tokens(*whole)
                judged = line.judged or is_court(words, len(words) - 1)
                charged = bool(accused) and accused.speaks(words)
                answers = before is not None and before.stance is Stance.DENIAL
                charged = charged or (answers and words[0].lower in _OWNERS)
                self._weigh_line(line, judged=judged, accused=charged)
            if not line.mute:
                accused.read(line.plain)
            if line.stance is Stance.DENIAL and line.speaker and line.by_verb:
                accused.denied(self._tokeniser.tokens(*line.speaker))
            before = line
        contradict(self._lines)
        self._go_on()

    def _go_on(self) -> None:
        """Let a denial stand for the whole of a speech that is quoted in one go."""
        run: list[Line] = []
        for line in [*self._lines, None]:
            if line and run and self._continues(run[-1], line):
                run.append(line)
                continue
            denials = [one for one in run if one.stance is Stance.DENIAL]
            for one in run if denials else ():
                one.finding = denials[0].finding
            run = [line] if line and line.speaker and line.quoted else []

    def _continues(self, before: Line, line: Line) -> bool:
        """Whether a sentence goes on with the speech of the one before."""
        same = line.speaker == before.speaker
        near = line.sentence.paragraph == before.sentence.paragraph
        within = bool({*line.quoted} & {*before.quoted})
        return same and near and (within or line.wholly_quoted)

    def _weigh_line(self, line: Line, *, judged: bool, accused: bool) -> None:
        quoted = line.quoted_words()
        found = None
        if quoted:
            stream = Stream(quoted)
            found = self._judge.text("own", stream, judged=judged, accused=accused)
        if found is None or found.stance is not Stance.DENIAL:
            said = self._judge.text("said", line.stream, judged=judged, accused=accused)
            found = said or found
        if found and found.words and found.words[0].start > line.limit:
            return
        if found and (found.stance is Stance.DENIAL or line.finding is None):
            line.finding = found
