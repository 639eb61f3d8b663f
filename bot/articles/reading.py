"""Reads a corpus folder: each file becomes an article or a problem to mend."""

from __future__ import annotations

import os.path
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.articles.annotated import AnnotatedSentences
from bot.articles.article import Article, Extract, Sentence, Source
from bot.articles.files import article_files, refuse_name
from bot.articles.front_matter import SOURCE_FIELDS, divided
from bot.articles.languages import detect_each, detect_language
from bot.articles.sentences import split
from bot.errors import ArticleError, LanguageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePath


__all__ = [
    "Annotate",
    "Corpus",
    "annotate_each",
    "annotate_none",
    "make_article",
    "parse",
    "parse_article",
    "read_article",
    "read_corpus",
    "read_text",
]

# From bodies and their languages to their annotated sentences.
Annotate = Callable[[Sequence[tuple[str, str]]], Iterable[AnnotatedSentences]]
Languages = Callable[[Sequence[str]], Sequence[str]]  # of bodies
Keep = Callable[[Sequence[Article]], Sequence[Article]]  # returns them without texts

MAX_BYTES = 5_000_000  # the longest novels have three million characters
_AT_ONCE = 8_000_000  # characters of texts that are in memory while files are read
_NO_WORDS = "has no words; write the article into it."


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of a folder by slug, and what is wrong with the other files."""

    articles: tuple[Article, ...]
    problems: tuple[ArticleError, ...]


def read_corpus(
    folder: Path,
    annotate: Annotate | None = None,
    read_file: Callable[[Path], Article | Extract] | None = None,
    *,
    keep: Keep | None = None,
    languages: Languages | None = None,
) -> Corpus:
    """Read every `.md` and `.txt` file of a folder and of those in it, by their names.

    A file that can't be used is a problem and does not take the others down.
    `annotate` finds the sentences of many texts, `languages` the languages of those
    that name none, and `read_file` reads one of them or returns the article that it is
    known to be. `keep` returns articles without their texts: files are read in batches,
    of which only one is in memory. Raises CorpusError where the folder itself can't be
    read.
    """
    read_file = read_file or read_text
    reading = _Reading(
        annotate or annotate_each, keep or tuple, languages or detect_each
    )
    read: dict[str, Path] = {}
    for path in article_files(folder):
        slug = path.stem.casefold()
        try:
            _refuse_second(path, read.get(slug))
            known = read_file(path)  # first: what is no file is said to be none
            _refuse_outside(path, folder)
        except ArticleError as problem:
            reading.found[path] = problem
        else:
            reading.take(path, known)
            read[slug] = path
    reading.make()
    found = [
        ArticleError(path, _NO_WORDS) if isinstance(a, Article) and not a.numbers else a
        for path, a in reading.found.items()
    ]
    return Corpus(
        tuple(a for a in found if isinstance(a, Article)),
        tuple(a for a in found if isinstance(a, ArticleError)),
    )


class _Reading:
    """What files are found to be, in order; texts become articles in batches."""

    def __init__(self, annotate: Annotate, keep: Keep, languages: Languages) -> None:
        self.found: dict[Path, Article | ArticleError] = {}
        self._annotate = annotate
        self._keep = keep
        self._languages = languages
        self._texts: dict[Path, Extract] = {}
        self._size = 0

    def take(self, path: Path, known: Article | Extract) -> None:
        """Take what a file says, or the article that it is."""
        if isinstance(known, Article):
            self.found[path] = known
            return
        self.found[path] = ArticleError(path, _NO_WORDS)  # it keeps its place
        self._texts[path] = known
        self._size += len(known.body)
        if self._size > _AT_ONCE:
            self.make()

    def make(self) -> None:
        """Make articles of the texts that were taken."""
        texts, self._texts, self._size = self._texts, {}, 0
        if not texts:
            return
        unknown = [path for path, text in texts.items() if not text.language]
        detected: dict[Path, str] = {}
        try:
            named = self._languages([texts[path].body for path in unknown])
            detected = dict(zip(unknown, named, strict=True))
        except LanguageError as error:
            for path in unknown:
                del texts[path]
                unnamed = f"names no language. {error}"
                self.found[path] = ArticleError(path, unnamed)
        each = [(p, t, t.language or detected[p]) for p, t in texts.items()]
        made = self._keep([*_articles(each, self._annotate)])
        self.found |= zip(texts, made, strict=True)


def _articles(
    texts: Sequence[tuple[Path, Extract, str]], annotate: Annotate
) -> Iterator[Article]:
    """Yield the articles that files and their languages are, with their sentences."""
    found = annotate([(text.body, language) for _, text, language in texts])
    for (path, text, language), sentences in zip(texts, found, strict=True):
        yield Article(
            path.stem, text.body, text.source, sentences, text.label, language
        )


def read_article(path: Path) -> Article:
    """Read one file; its name without the ending is the slug.

    Raises ArticleError, which names the file and the field at fault.
    """
    refuse_name(path)
    return parse_article(path, _data(path))


def read_text(path: Path) -> Extract:
    """Return what a file says; raises ArticleError."""
    refuse_name(path)
    return parse(path, _data(path))


def parse_article(path: Path, data: bytes, annotate: Annotate | None = None) -> Article:
    """Return the article that a file with these bytes is, whether it is there or not.

    `annotate` finds its sentences. Raises ArticleError, as do the others.
    """
    text = parse(path, data)
    texts = [(path, text, text.language or detect_language(text.body))]
    (article,) = _articles(texts, annotate or annotate_each)
    if not article.sentences:
        raise ArticleError(path, _NO_WORDS)
    return article


def parse(path: PurePath, data: bytes) -> Extract:
    """Return what the bytes of a file say; the path is for the sentence of an error."""
    values, body = divided(path, _text(path, data))
    if not body.strip():
        raise ArticleError(path, "has no text; write the article into it.")
    source = Source(**{name: values.get(name) for name in SOURCE_FIELDS})
    return Extract(body, source, values.get("language"), values.get("label"))


def make_article(
    slug: str,
    body: str,
    source: Source,
    *,
    label: str | None = None,
    language: str | None = None,
) -> Article:
    """Find the sentences of a text and who says them; the language too, unless given.

    A text without a word has no sentence.
    """
    language = language or detect_language(body)
    sentences = annotated(body, language)
    return Article(slug, body, source, sentences, label, language)


def annotated(body: str, language: str) -> AnnotatedSentences:
    """Return the sentences of a body with who says each and with what stance."""
    from bot.articles.speakers.attribution import attribute  # noqa: PLC0415 - slow

    return AnnotatedSentences.of(attribute(body, split(body, language), language))


def annotate_none(texts: Sequence[tuple[str, str]]) -> list[AnnotatedSentences]:
    """Return each text as one sentence, for callers that need only the texts."""
    wholes = (Sentence(0, len(body), 1) for body, _ in texts)
    return [AnnotatedSentences.of([whole]) for whole in wholes]


def annotate_each(texts: Sequence[tuple[str, str]]) -> list[AnnotatedSentences]:
    """Return the sentences of texts in some languages, in order."""
    return [annotated(body, language) for body, language in texts]


def _data(path: Path) -> bytes:
    """Return a file's bytes, unless it is what reading may never end of, as a pipe."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ArticleError(path, "is not a file; move it out of the corpus folder.")
        _refuse_large(path, status.st_size)
        return path.read_bytes()
    except OSError as error:
        problem = f"can't be read ({error.strerror}); check the file."
        raise ArticleError(path, problem) from error


def _refuse_large(path: PurePath, size: int) -> None:
    if size > MAX_BYTES:
        megabytes = f"{size / 1e6:.1f} MB"
        problem = f"is too large ({megabytes}); split it, at most 5 MB are read."
        raise ArticleError(path, problem)


def _text(path: PurePath, data: bytes) -> str:
    """Return the text as it stands, line ends included."""
    _refuse_large(path, len(data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); save it as UTF-8."
        raise ArticleError(path, problem) from error
    if "\0" in text:
        raise ArticleError(path, "holds a NUL character; save it as UTF-8 text.")
    return text


def _refuse_outside(path: Path, folder: Path) -> None:
    """Raise ArticleError for a link to a file that nobody put in the folder."""
    is_link = os.path.islink(path)  # noqa: PTH114 - in two thirds of the time
    if is_link and not path.resolve().is_relative_to(folder.resolve()):
        problem = "leads out of the corpus folder; put the file itself there."
        raise ArticleError(path, problem)


def _refuse_second(path: Path, first: Path | None) -> None:
    if first:
        other = first.name if first.parent == path.parent else first
        problem = f"the file {other} already has this name; rename one of the two."
        raise ArticleError(path, problem)
