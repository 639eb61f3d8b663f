"""Reads the table of rules by which a sentence alleges, denies or just reports."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.lexicon import LexiconError
from bot.articles.speakers.patterns import END, START, TAGS, compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token

__all__ = ["Finding", "Rule", "Stream", "parse_rules", "rules"]

_FIELDS = {"name", "kind", "verb", "voice", "subject", "pattern", "unless", "stance"}
_FIELDS |= {"speaker", "example", "counterexample"}
_KINDS = {"verb", "said", "own", "unsaid"}
_NOUNS = {"allegations", "charges", "charged", "suits", "reports", "doubtable"}
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


@dataclass
class Stream:
    """The words of one sentence as patterns see them."""

    tokens: Sequence[Token]
    verbs: frozenset[int] = frozenset()
    text: str = ""
    starts: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    known: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Lay the words out, with what the lexicon says of each."""
        parts: list[str] = []
        known: set[str] = set()
        length = 0
        for at, token in enumerate(self.tokens):
            if token.text in _MARKS:
                continue
            for lower in _words(token.lower):
                tags = token.tags if lower == token.lower else frozenset[str]()
                if lower == "not":
                    tags = frozenset({"negations"})
                elif lower != token.lower:
                    tags = tags | {"auxiliaries"}
                    if lower in {"is", "was", "are", "were"}:
                        tags = tags | {"being"}
                if token.start in self.verbs:
                    tags = tags - _NOUNS
                if token.capital:
                    tags = tags | {"capital"}
                part = f"{START}{lower}{TAGS},{','.join(sorted(tags))},{END}"
                known.add(lower)
                known |= tags
                self.starts.append(length)
                self.owners.append(at)
                self.places.append(token.start)
                parts.append(part)
                length += len(part)
        self.text = "".join(parts)
        self.known = frozenset(known)

    def place(self, token: Token, *, behind: bool) -> int:
        """Return where in the stream a token begins, or what stands behind it."""
        starts = [] if not self.owners else self.places
        at = (bisect_right if behind else bisect_left)(starts, token.start)
        return self.starts[at] if at < len(self.starts) else len(self.text)

    def spans(self, match: re.Match[str]) -> tuple[Span, ...]:
        """Return the words of the text that a match took."""
        first = bisect_left(self.starts, match.start())
        found = {*self.owners[first : bisect_left(self.starts, match.end())]}
        return tuple(
            Span(self.tokens[a].start, self.tokens[a].end) for a in sorted(found)
        )


def _words(lower: str) -> tuple[str, ...]:
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
