"""Reads a question file: one JSON object a line, with a place or with sentences."""

from __future__ import annotations

import reprlib
import stat
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

from bot.answering import MAX_QUESTION
from bot.errors import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.articles import Article

__all__ = ["Kind", "Place", "Question", "folded", "read_questions"]


class Kind(StrEnum):
    """What the articles have for a question; the last one is never in a file."""

    ANSWERABLE = "answerable"
    CONTESTED = "contested"
    LOADED = "loaded"
    ON_TOPIC = "unanswerable-on-topic"
    OFF_TOPIC = "unanswerable-off-topic"
    TAKEN_AWAY = "article-taken-away"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: code points into the body of the article's slug."""

    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what answers it: a place, or any of some sentences.

    `gold` are sentences that each answer it; `claim` and `denial` are those of the
    two sides where the answer is contested. `article` is the slug of the article that
    it was written for. `disputed` is True where the question takes for granted what
    that article reports as disputed.
    """

    text: str
    kind: Kind
    place: Place | None = None
    gold: tuple[str, ...] = ()
    claim: tuple[str, ...] = ()
    denial: tuple[str, ...] = ()
    article: str | None = None
    disputed: bool = False

    @property
    def expected(self) -> tuple[str, ...]:
        """The sentences of which a passage that answers holds one."""
        return self.gold or (*self.claim, *self.denial)


def folded(text: str) -> str:
    """Return the text with each run of white space as one blank."""
    return " ".join(text.split())


def read_questions(
    path: Path, articles: Sequence[Article] | None = None
) -> tuple[Question, ...]:
    """Read a question file in its order; its places are looked up in the articles.

    A line is a JSON object with `question` and either `article`, `start`, `end` and
    maybe `answer`, or `kind` with `gold`, or `claim` and `denial`, and maybe `article`
    and `disputed`. A kind of the file's own ("who", "howmany") is answerable; small
    talk, insults and injections are off topic. Other fields are left alone, blank
    lines too. Raises EvaluationError, which names file and line.
    """
    bodies = None if articles is None else {a.slug: a.body for a in articles}
    questions = []
    for number, row in _rows(path):
        try:
            questions.append(_question(row, bodies))
        except _FaultError as fault:
            message = f"{path}, line {number}: {fault}"
            raise EvaluationError(message) from None
    if not questions:
        message = f"{path} holds no question; write one JSON object a line."
        raise EvaluationError(message)
    return tuple(questions)


class _FaultError(Exception):
    """What is wrong with a line, and how to mend it."""


class _Row(BaseModel):
    model_config = ConfigDict(strict=True)

    question: str


class _Placed(_Row):
    article: str
    start: int
    end: int
    answer: str | None = None


class _Judged(_Row):
    kind: str
    gold: tuple[str, ...] = ()
    claim: tuple[str, ...] = ()
    denial: tuple[str, ...] = ()
    article: str | None = None
    disputed: bool | None = None


_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.TAKEN_AWAY}
_KINDS |= dict.fromkeys(("smalltalk", "insult", "injection"), Kind.OFF_TOPIC)
_SIDES = ("claim", "denial")
_NEEDED = {Kind.ANSWERABLE: ("gold",), Kind.CONTESTED: _SIDES, Kind.LOADED: _SIDES}


def _rows(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank with their numbers, from 1."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe may never end
            message = f"{path} is no file; name a question file."
            raise EvaluationError(message)
        text = path.read_text("utf-8-sig")
    except OSError as error:
        message = f"{path} can't be read ({error.strerror}); name a question file."
        raise EvaluationError(message) from None
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8."
        raise EvaluationError(message) from None
    return ((n, row) for n, row in enumerate(text.split("\n"), 1) if row.strip())


def _question(row: str, bodies: Mapping[str, str] | None) -> Question:
    read = _read(row)
    if not 0 < len(read.question.strip()) <= len(read.question) <= MAX_QUESTION:
        message = f"question: must have 1 to {MAX_QUESTION:,} characters."
        raise _FaultError(message)
    if isinstance(read, _Placed):
        return _placed(read, bodies)
    texts = None if bodies is None else [folded(body) for body in bodies.values()]
    return _judged(read, texts)


def _read(row: str) -> _Placed | _Judged:
    try:
        form = _form(from_json(row))
    except ValueError as error:
        message = f"is not JSON ({error}); write one object a line."
        raise _FaultError(message) from None
    try:
        return form.model_validate_json(row)
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(map(str, fault["loc"]))
        message = f"{field}: {fault['msg']}; mend it."
        raise _FaultError(message) from None


def _form(value: object) -> type[_Placed | _Judged]:
    if isinstance(value, dict) and "start" in value:
        return _Placed
    if isinstance(value, dict) and "kind" in value:
        return _Judged
    message = (
        "is of no known form; give article, start and end, "
        "or kind with its gold, claim and denial sentences."
    )
    raise _FaultError(message)


def _placed(read: _Placed, bodies: Mapping[str, str] | None) -> Question:
    place = Place(read.article, read.start, read.end)
    question = Question(read.question, Kind.ANSWERABLE, place, article=read.article)
    if bodies is not None:
        _look_up(read, bodies)
    return question


def _look_up(read: _Placed, bodies: Mapping[str, str]) -> None:
    """Raise _FaultError where the articles don't have the answer at its place."""
    body = bodies.get(read.article)
    if body is None:
        message = f"the corpus has no article {read.article!r}; set --corpus."
        raise _FaultError(message)
    if not 0 <= read.start < read.end <= len(body):
        message = f"start and end lie outside the article's {len(body):,} characters."
        raise _FaultError(message)
    found = body[read.start : read.end]
    if read.answer is not None and read.answer != found:
        there, wanted = reprlib.repr(found), reprlib.repr(read.answer)
        message = f"the article has {there} there, not {wanted}; mend the place."
        raise _FaultError(message)


def _judged(read: _Judged, texts: Sequence[str] | None) -> Question:
    kind = _KINDS.get(read.kind, Kind.ANSWERABLE)
    for field in _NEEDED.get(kind, ()):
        if not getattr(read, field):
            message = f"{field}: is missing; give its sentences."
            raise _FaultError(message)
    for sentence in (*read.gold, *read.claim, *read.denial):
        if texts is not None and not any(folded(sentence) in text for text in texts):
            message = f"the corpus has no sentence {sentence!r}; set --corpus."
            raise _FaultError(message)
    return Question(
        read.question,
        kind,
        None,
        read.gold,
        read.claim,
        read.denial,
        article=read.article,
        disputed=bool(read.disputed),
    )
