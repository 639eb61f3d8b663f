"""Reads the table of rules by which a sentence alleges, denies or just reports."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.lexicon import LexiconError
from bot.articles.speakers.patterns import END, START, TAGS, compiled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token

__all__ = ["Finding", "Rule", "Stream", "parse_rules", "rules"]

_FIELDS = {"name", "kind", "verb", "voice", "subject", "pattern", "unless", "stance"}
_FIELDS |= {"speaker", "example", "counterexample"}
_KINDS = {"verb", "said", "own", "unsaid"}
_NOUNS = {"allegations", "charges", "charged", "suits", "reports", "doubtable"}
_BEING = frozenset({"is", "was", "are", "were"})
_DIVIDED = ("negations", "auxiliaries", "being")  # what parts of "wasn't" may be
_START_OF = attrgetter("start")
_MARKS = frozenset("\"“”„‟«»‹›「」『』‘’‚'")


class Finding(NamedTuple):
    """A stance, the rule that gave it and the words of the text that it fired on."""

    stance: Stance
    rule: str
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table.

    `kind` is where it looks: after a `verb` (in its `voice`, with a `subject`), in a
    sentence that somebody has `said`, in somebody's `own` words (between quotation
    marks), in one that is `unsaid`. `speaker` is what its speaker must be.
    """

    name: str
    kind: str
    stance: Stance
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    subject: re.Pattern[str] | None
    verb: frozenset[str]
    voice: str
    speaker: str
    needs: tuple[frozenset[str], ...]
    example: str
    counterexample: str


class Stream:
    """The words of one sentence as patterns see them; `verbs` are where verbs begin."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._words = [token for token in tokens if token.text not in _MARKS]
        self.verbs: frozenset[int] = frozenset()

    @cached_property
    def known(self) -> frozenset[str]:
        """The words, and what the lexicon says of any."""
        found = {word.lower for word in self._words}
        divided = {part for lower in found for part in _parts(lower)}
        tags = {word.tags for word in self._words}
        return frozenset({"capital", *_DIVIDED}.union(found, divided, *tags))

    @cached_property
    def text(self) -> str:
        """The words laid out, with what the lexicon says of each."""
        return "".join(self._laid_out)

    @cached_property
    def _laid_out(self) -> list[str]:
        verbs = self.verbs
        return [
            _laid_out(word.lower, word.tags, word.capital, word.start in verbs)
            for word in self._words
        ]

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate(map(len, self._laid_out), initial=0))

    def place(self, token: Token, *, behind: bool) -> int:
        """Return where in the stream a token begins, or what stands behind it."""
        side = bisect_right if behind else bisect_left
        return self._starts[side(self._words, token.start, key=_START_OF)]

    def spans(self, match: re.Match[str]) -> tuple[Span, ...]:
        """Return the words of the text that a match took."""
        first = bisect_right(self._starts, match.start()) - 1
        last = bisect_left(self._starts, match.end())
        return tuple(Span(word.start, word.end) for word in self._words[first:last])


@lru_cache(10_000)
def _laid_out(lower: str, tags: frozenset[str], capital: bool, verb: bool) -> str:  # noqa: FBT001 - as in a token
    """Return what a pattern sees of a word."""
    words = _parts(lower)
    laid_out = ""
    for part in words:
        own = tags
        if part == "not":
            own = frozenset({"negations"})
        elif len(words) > 1:
            own = frozenset({"auxiliaries"}) | (_BEING & {part} and {"being"})
        own = own - _NOUNS if verb else own
        own = own | {"capital"} if capital else own
        laid_out += f"{START}{part}{TAGS},{','.join(sorted(own))},{END}"
    return laid_out


def _parts(lower: str) -> tuple[str, ...]:
    if lower.endswith(("n't", "n’t")):
        stem = {"wo": "will", "ca": "can", "sha": "shall"}.get(lower[:-3], lower[:-3])
        return tuple(filter(None, (stem, "not")))
    if lower == "cannot":
        return ("can", "not")
    return (lower,)


@cache
def rules(lexicon: Lexicon, without: str = "") -> tuple[Rule, ...]:
    """Return the rules of a lexicon's language; those of one name may be left out.

    Raises LexiconError where the table is wrong.
    """
    file = Path(__file__).with_name(f"rules_{lexicon.language}.toml")
    if not file.is_file():
        return ()
    found = parse_rules(file.read_text("utf-8"), lexicon, file.name)
    return tuple(rule for rule in found if rule.name != without)


def parse_rules(text: str, lexicon: Lexicon, file: str) -> tuple[Rule, ...]:
    """Read the text of a table. Raises LexiconError, which names the line."""
    try:
        rows = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        problem = f"it is not TOML: {error}."
        raise LexiconError(
            file, int(line[1]) if line else text.count("\n") + 1, problem
        ) from error
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line == "[[rule]]"]
    found: list[Rule] = []
    names: set[str] = set()
    for number, row in zip(lines, rows, strict=True):
        name = row.get("name", "?")
        try:
            if name in names:
                problem = "is the name of two rules; rename one."
                raise ValueError(problem)  # noqa: TRY301 - as the others
            found.append(_rule(row, lexicon))
        except ValueError as error:
            raise LexiconError(file, number, f"{name!r} {error}") from error
        names.add(name)
    return tuple(found)


def _rule(row: dict[str, Any], lexicon: Lexicon) -> Rule:
    for name in row:
        if name not in _FIELDS:
            problem = f"has a field {name!r} that is none; known are {sorted(_FIELDS)}."
            raise ValueError(problem)
    for name in ("name", "kind", "stance", "example", "counterexample"):
        if not row.get(name):
            problem = f"has no {name}; write one."
            raise ValueError(problem)
    if row["kind"] not in _KINDS:
        problem = f"is of the kind {row['kind']!r}; known are {sorted(_KINDS)}."
        raise ValueError(problem)
    if row["stance"] not in {*Stance}:
        problem = f"has the stance {row['stance']!r}; known are {[*map(str, Stance)]}."
        raise ValueError(problem)
    pattern, needs = compiled(row.get("pattern", ""), lexicon)
    unless = row.get("unless")
    subject = row.get("subject")
    return Rule(
        row["name"],
        row["kind"],
        Stance(row["stance"]),
        pattern,
        compiled(unless, lexicon)[0] if unless else None,
        compiled(subject, lexicon)[0] if subject else None,
        frozenset(row.get("verb", "").split()),
        row.get("voice", "active"),
        row.get("speaker", ""),
        needs,
        row["example"],
        row["counterexample"],
    )


def fitting(found: Iterable[Rule], stream: Stream) -> Iterable[Rule]:
    """Yield the rules that can apply at all to the words of a sentence."""
    known = stream.known
    return (r for r in found if all(not need.isdisjoint(known) for need in r.needs))
