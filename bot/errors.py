"""The errors that reach a person, each one sentence that says what to do.

VerbatimError
├── SettingsError      a setting is missing or wrong
├── ArticleError       one file of the corpus can't be used
├── CorpusError        there is nothing to ask about
├── QuestionError      the question can't be asked as it stands
├── EvaluationError    the answers can't be measured as asked
└── StartError         Discord can't be reached or refuses the bot
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "ArticleError",
    "CorpusError",
    "EvaluationError",
    "QuestionError",
    "SettingsError",
    "StartError",
    "VerbatimError",
]


class VerbatimError(Exception):
    """Base of all errors that are shown to a person as one sentence."""


class SettingsError(VerbatimError):
    """A setting is missing or wrong; the text names it and how to mend it."""


class ArticleError(VerbatimError):
    """One file of the corpus can't be used.

    `path` is the file, `field` the front-matter field at fault (None where the
    whole file is), `problem` says what is wrong and what to do.
    """

    def __init__(self, path: Path, problem: str, field: str | None = None) -> None:
        self.path = path
        self.problem = problem
        self.field = field
        where = f"{path}: {field}" if field else f"{path}"
        super().__init__(f"{where}: {problem}")


class CorpusError(VerbatimError):
    """The corpus folder is missing, unreadable or holds no usable article."""


class QuestionError(VerbatimError):
    """The question is empty or too long, or names an article that is not there."""


class EvaluationError(VerbatimError):
    """A question file can't be used, or what measuring needs is missing."""


class StartError(VerbatimError):
    """The bot can't start on Discord; the text says why and what to do."""
