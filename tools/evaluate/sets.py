"""Reads sets of questions: a file, a folder with its articles, a folder of these."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.articles import read_corpus
from bot.errors import EvaluationError
from bot.selftest import read_questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles import Article
    from bot.selftest import Question

__all__ = ["SHIPPED", "QuestionSet", "read_sets"]

SHIPPED = Path(__file__).parents[2] / "corpus"
_QUESTIONS, _CORPUS = "questions.jsonl", "corpus"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, and the articles that they were written for."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]


def read_sets(path: Path, corpus: Path | None = None) -> list[QuestionSet]:
    """Read the sets at a path, in the order of their names.

    A set is a file of questions, about the articles of `corpus` (those that are
    shipped, where it is None), or a folder with `questions.jsonl` and `corpus/`; any
    other folder is read for the sets in it. Raises EvaluationError and CorpusError.
    """
    found = list(_sets(path, corpus))
    if not found:
        message = f"{path} holds no questions; name a file or a folder of sets."
        raise EvaluationError(message)
    return [_read(*one) for one in found]


def _sets(path: Path, corpus: Path | None) -> Iterator[tuple[str, Path, Path]]:
    if not path.is_dir():
        yield path.stem, path, corpus or SHIPPED
    elif (path / _QUESTIONS).exists():
        yield path.name, path / _QUESTIONS, corpus or path / _CORPUS
    else:
        for inside in sorted(path.iterdir()):
            if inside.suffix == ".jsonl" or (inside / _QUESTIONS).exists():
                yield from _sets(inside, corpus)


def _read(name: str, questions: Path, corpus: Path) -> QuestionSet:
    articles: Sequence[Article] = read_corpus(corpus).articles
    return QuestionSet(name, tuple(articles), read_questions(questions, articles))
