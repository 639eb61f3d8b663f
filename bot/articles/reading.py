"""Reads a corpus folder: each file becomes an article or a problem to mend."""

from __future__ import annotations

import difflib
import re
import stat
from dataclasses import dataclass, fields
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yaml

from bot.articles.annotated import AnnotatedSentences
from bot.articles.article import Article, Extract, Source
from bot.articles.attribution import attribute
from bot.articles.languages import detect_language
from bot.articles.sentences import split
from bot.errors import ArticleError, CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path, PurePath

__all__ = [
    "MAX_SLUG",
    "Corpus",
    "file_of",
    "make_article",
    "parse",
    "parse_article",
    "read_article",
    "read_corpus",
    "refuse_name",
]

MAX_BYTES = 5_000_000  # the longest novels have three million characters
MAX_SLUG = 80  # a Discord choice holds 100 characters, a button 100 with its name
_SUFFIXES = {".md", ".txt"}
_SOURCE_FIELDS = [field.name for field in fields(Source)]
_FIELDS = [*_SOURCE_FIELDS, "label", "language"]
_LONGEST = 500  # characters of a field, as of a page's; a licence's notice
_LONGEST_NOTICE = 5_000  # may be a page of its own
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_MISPLACED = re.compile(r"\s*---[ \t]*(?:\r\n?|\n)\w+:")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of a folder by slug, and what is wrong with the other files."""

    articles: tuple[Article, ...]
    problems: tuple[ArticleError, ...]


def read_corpus(
    folder: Path, read_file: Callable[[Path], Article] | None = None
) -> Corpus:
    """Read every `.md` and `.txt` file of a folder, in order of their names.

    A file that can't be used is a problem and does not take the others down.
    `read_file` reads one of them, `read_article` unless it is given. Raises
    CorpusError where the folder itself can't be read.
    """
    read_file = read_file or read_article
    articles: list[Article] = []
    problems: list[ArticleError] = []
    read: dict[str, Path] = {}
    for path in _files(folder):
        try:
            _refuse_second(path, read.get(path.stem.casefold()))
            articles.append(read_file(path))
        except ArticleError as problem:
            problems.append(problem)
        else:
            read[path.stem.casefold()] = path
    return Corpus(tuple(articles), tuple(problems))


def read_article(path: Path) -> Article:
    """Read one file; its name without the ending is the slug.

    Raises ArticleError, which names the file and the field at fault.
    """
    refuse_name(path)
    return parse_article(path, _data(path))


def parse_article(path: Path, data: bytes) -> Article:
    """Return the article that a file with these bytes is, whether it is there or not.

    Raises ArticleError, as do the others.
    """
    text = parse(path, data)
    article = make_article(
        path.stem, text.body, text.source, label=text.label, language=text.language
    )
    if not article.sentences:
        raise ArticleError(path, "has no words; write the article into it.")
    return article


def parse(path: PurePath, data: bytes) -> Extract:
    """Return what the bytes of a file say; the path is for the sentence of an error."""
    front_matter, body = _divide(path, _text(path, data))
    values = _values(path, front_matter)
    if not body.strip():
        raise ArticleError(path, "has no text; write the article into it.")
    source = Source(**{name: values.get(name) for name in _SOURCE_FIELDS})
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
    return AnnotatedSentences.of(attribute(body, split(body, language), language))


def file_of(folder: Path, slug: str) -> Path | None:
    """Return the file that has a slug, in whatever case. Raises CorpusError."""
    found = (p for p in _files(folder) if p.stem.casefold() == slug.casefold())
    return next(found, None)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in _SUFFIXES and not path.name.startswith(".")
        )
    except FileNotFoundError:
        problem = "does not exist; create it, or name another with VERBATIM_CORPUS."
    except NotADirectoryError:
        problem = "is not a folder; name the folder that holds the articles."
    except OSError as error:
        problem = f"can't be read ({error.strerror}); check its permissions."
    message = f"The corpus folder {folder} {problem}"
    raise CorpusError(message)


def refuse_name(path: Path) -> None:
    """Raise ArticleError where a file's name can be no slug."""
    if len(path.stem) > MAX_SLUG:
        problem = f"the file's name is too long; shorten it to {MAX_SLUG} characters."
        raise ArticleError(path, problem)
    if _UNSHOWABLE.search(path.stem):
        problem = "the file's name has characters that can't be shown; rename it."
        raise ArticleError(path, problem)


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


def _divide(path: PurePath, text: str) -> tuple[str, str]:
    """Divide a file into its front matter and its body."""
    match = _FRONT_MATTER.match(text)
    if match:
        return match[1], text[match.end() :]
    if _MISPLACED.match(text):
        problem = (
            "its front matter must begin on the first line and end with a line of "
            "three dashes."
        )
        raise ArticleError(path, problem)
    return "", text


def _values(path: PurePath, front_matter: str) -> dict[str, str]:
    """Return the front matter's fields; an empty one is left out."""
    values: dict[str, str] = {}
    for name, value in _pairs(path, front_matter):
        if name not in _FIELDS:
            raise ArticleError(path, _unknown(name), name)
        if name in values:
            raise ArticleError(path, "is given twice; keep one of the two.", name)
        if value is None:
            problem = "must be plain text; write it on one line, in quotes."
            raise ArticleError(path, problem, name)
        values[name] = " ".join(value.split())
        _refuse_malformed(path, name, values[name])
    return {name: value for name, value in values.items() if value}


def _pairs(path: PurePath, front_matter: str) -> Iterator[tuple[str, str | None]]:
    """Yield each field with its value as it is written, None where it is no text."""
    nodes = _nodes(path, front_matter)
    if nodes and not isinstance(nodes[0], yaml.MappingStartEvent):
        problem = "its front matter must be lines of the form `field: value`."
        raise ArticleError(path, problem)
    for key, value in zip(nodes[1::2], nodes[2::2], strict=False):
        yield getattr(key, "value", "?"), getattr(value, "value", None)


def _nodes(path: PurePath, front_matter: str) -> list[yaml.NodeEvent]:
    """Return the nodes of the front matter, no more than it takes to find a fault.

    Events and not objects: no date is written anew, and no nesting is too deep.
    """
    try:
        events = yaml.parse(front_matter, Loader=yaml.CBaseLoader)
        nodes = (event for event in events if isinstance(event, yaml.NodeEvent))
        return [*islice(nodes, 2 * len(_FIELDS) + 3)]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""
        problem = f"its front matter is not YAML{line}; put values with : in quotes."
        raise ArticleError(path, problem) from error


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(str(name), _FIELDS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(_FIELDS)}."
    return f"is no known field; {hint}"


def _refuse_malformed(path: PurePath, name: str, value: str) -> None:
    if name in {"url", "license_url"} and value and not _is_address(value):
        problem = "must be an address that begins with https:// or http://."
        raise ArticleError(path, problem, name)
    most = _LONGEST_NOTICE if name == "notice" else _LONGEST
    if len(value) > most:
        problem = f"has {len(value):,} characters; the most is {most:,}."
        raise ArticleError(path, problem, name)
    if name == "language" and not re.fullmatch(r"(?:[a-z]{2,3})?", value):
        problem = "must be a language code of two letters, such as en."
        raise ArticleError(path, problem, name)


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in value


def _refuse_second(path: Path, first: Path | None) -> None:
    if first:
        problem = f"the file {first.name} already has this name; rename one of the two."
        raise ArticleError(path, problem)
