"""The errors that reach a person, each one sentence that says what to do.

VerbatimError
├── SettingsError      a setting is missing or wrong
├── ArticleError       one file of the corpus can't be used
├── CorpusError        there is nothing to ask about
├── QuestionError      the question can't be asked as it stands
├── EvaluationError    the answers can't be measured as asked
├── LibraryError       the self-test refuses a change of the articles
├── QuotaError         a server has added as much as it may
├── FetchError         an address can't be fetched, or must not be
├── ExtractionError    a file or a page gives no article
├── StorageError       what is kept can't be read or written
│   ├── StorageBusyError  another program holds it; trying again may help
│   ├── UnusableError     a database is damaged, or of a newer version
│   ├── SlugTakenError    another article has this slug already
│   ├── SlugUnknownError  no article that is kept has this slug
│   └── WithdrawnError    the article of this slug is withdrawn
└── StartError         Discord can't be reached or refuses the bot

AbandonedError is none of them: it ends work that nobody waits for any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePath

__all__ = [
    "AbandonedError",
    "ArticleError",
    "CorpusError",
    "EvaluationError",
    "ExtractionError",
    "FetchError",
    "LanguageError",
    "LibraryError",
    "QuestionError",
    "QuotaError",
    "SettingsError",
    "SlugTakenError",
    "SlugUnknownError",
    "StartError",
    "StorageBusyError",
    "StorageError",
    "UnusableError",
    "VerbatimError",
    "WithdrawnError",
]


class AbandonedError(Exception):
    """Nobody waits for this work any more; it ends, and nobody is told."""


class VerbatimError(Exception):
    """Base of all errors that are shown to a person as one sentence."""


class SettingsError(VerbatimError):
    """A setting is missing or wrong; the text names it and how to mend it."""


class ArticleError(VerbatimError):
    """One file of the corpus can't be used.

    `path` is the file, `field` the front-matter field at fault (None where the
    whole file is), `problem` says what is wrong and what to do.
    """

    def __init__(self, path: PurePath, problem: str, field: str | None = None) -> None:
        self.path = path
        self.problem = problem
        self.field = field
        # A name with a line end in it would begin a line of its own, as of the log.
        where = " ".join(str(path).splitlines())
        super().__init__(
            f"{where}: {field}: {problem}" if field else f"{where}: {problem}"
        )


class CorpusError(VerbatimError):
    """The corpus folder is missing, unreadable or holds no usable article."""


class QuestionError(VerbatimError):
    """The question is empty or too long, or names an article that is not there.

    `message` is the sentence with the names of `fields` in braces, so that it can be
    looked up in another language.
    """

    def __init__(self, message: str, **fields: str | int) -> None:
        self.message = message
        self.fields = fields
        super().__init__(message.format(**fields) if fields else message)


class EvaluationError(VerbatimError):
    """A question file can't be used, or what measuring needs is missing."""


class StartError(VerbatimError):
    """The bot can't start on Discord; the text says why and what to do."""


class LibraryError(VerbatimError):
    """The self-test refuses a change: it answers `new` questions and not `old`."""

    def __init__(self, new: int, old: int) -> None:
        self.new = new
        self.old = old
        super().__init__(
            "With this change, the self-test's questions answered as expected would "
            f"be {new} and not {old}; the articles stay as they were."
        )


class QuotaError(VerbatimError):
    """A server has `articles` of `most`, with `size` of `megabytes`; 0 for no limit.

    `ever` says that the size is of all texts that it ever had.
    """

    def __init__(
        self,
        articles: int,
        most: int,
        size: float,
        megabytes: float,
        *,
        ever: bool = False,
    ) -> None:
        self.ever = ever
        self.fields: dict[str, str | int] = {
            "articles": articles,
            "most": most or "∞",
            "size": f"{size:g}",
            "megabytes": f"{megabytes:g}" if megabytes else "∞",
        }
        text = (
            "The texts that a server's articles have and had are {size} of {megabytes} "
            "MB; it may add and change no more."
            if ever
            else "A server has {articles} of {most} articles with {size} of "
            "{megabytes} MB of text; it may add no more."
        )
        super().__init__(text.format(**self.fields))


class LanguageError(VerbatimError):
    """What finds out the language of a text can't be unpacked."""


class FetchError(VerbatimError):
    """An address can't be fetched, or must not be; the text names it and says why."""

    def __init__(self, url: str, problem: str) -> None:
        self.url = url
        self.problem = problem
        super().__init__(f"{url} {problem}.")


class ExtractionError(VerbatimError):
    """A file or a page gives no article.

    `name` is the file's name or the address, `problem` says what is wrong and what
    to do, `field` is the field of its head that this is about, if any.
    """

    def __init__(self, name: str, problem: str, field: str | None = None) -> None:
        self.name = name
        self.problem = problem
        self.field = field
        where = f"{name} has a field {field} that" if field else name
        super().__init__(f"{where} {problem}")


class StorageError(VerbatimError):
    """The database can't be opened, read or written; nothing was changed."""


class StorageBusyError(StorageError):
    """The database is held or out of reach; the same call may succeed later."""


class UnusableError(StorageError):
    """The database is damaged or of a newer version; a backup can take its place."""


class SlugTakenError(StorageError):
    """An article has this `slug` already, perhaps in another server."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"There is an article {slug} already; name another slug.")


class SlugUnknownError(StorageError):
    """No article that is kept has this `slug`."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"There is no article {slug} among those that were added.")


class WithdrawnError(StorageError):
    """The article of this `slug` is withdrawn, which only reinstating takes back."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"{slug} is withdrawn; reinstate it first.")
