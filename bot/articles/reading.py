"""Reads a corpus folder: each file becomes an article or a problem to mend."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml

from bot.articles.article import Article, Source
from bot.articles.attribution import attribute
from bot.articles.languages import detect_language
from bot.articles.sentences import split
from bot.errors import ArticleError, CorpusError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Corpus", "read_article", "read_corpus"]

MAX_BYTES = 5_000_000  # the longest novels have three million characters
MAX_SLUG = 80  # a Discord choice holds 100 characters, a button 100 with its name
_SUFFIXES = {".md", ".txt"}
_SOURCE_FIELDS = [field.name for field in fields(Source)]
_FIELDS = [*_SOURCE_FIELDS, "label", "language"]
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of a folder by slug, and what is wrong with the other files."""

    articles: tuple[Article, ...]
    problems: tuple[ArticleError, ...]


def read_corpus(folder: Path) -> Corpus:
    """Read every `.md` and `.txt` file of a folder, in order of their names.

    A file that can't be used is a problem and does not take the others down.
    Raises CorpusError where the folder itself can't be read.
    """
    articles: dict[str, Article] = {}
    problems: list[ArticleError] = []
    for path in _files(folder):
        try:
            article = read_article(path)
            _refuse_second(path, article, articles)
        except ArticleError as problem:
            problems.append(problem)
        else:
            articles[article.slug.casefold()] = article
    return Corpus(tuple(articles.values()), tuple(problems))


def read_article(path: Path) -> Article:
    """Read one file; its name without the ending is the slug.

    Raises ArticleError, which names the file and the field at fault.
    """
    if len(path.stem) > MAX_SLUG:
        problem = f"the file's name is too long; shorten it to {MAX_SLUG} characters."
        raise ArticleError(path, problem)
    front_matter, body = _divide(path, _text(path))
    values = _values(path, front_matter)
    if not body.strip():
        raise ArticleError(path, "has no text; write the article into it.")
    language = values.get("language") or detect_language(body)
    source = Source(**{name: values.get(name) for name in _SOURCE_FIELDS})
    sentences = attribute(body, split(body, language), language)
    if not sentences:
        raise ArticleError(path, "has no words; write the article into it.")
    label = values.get("label")
    return Article(path.stem, body, source, sentences, label, language)


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


def _text(path: Path) -> str:
    """Return the file's text as it stands, line ends included."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            problem = f"has {size / 1e6:.0f} MB; split it, at most 5 MB are read."
            raise ArticleError(path, problem)
        data = path.read_bytes()
    except OSError as error:
        problem = f"can't be read ({error.strerror}); check the file."
        raise ArticleError(path, problem) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); save it as UTF-8."
        raise ArticleError(path, problem) from error
    if "\0" in text:
        raise ArticleError(path, "holds a NUL character; it is not a text file.")
    return text


def _divide(path: Path, text: str) -> tuple[str, str]:
    """Divide a file into its front matter and its body."""
    match = _FRONT_MATTER.match(text)
    if match:
        return match[1], text[match.end() :]
    if re.match(r"---[ \t]*\r?\n\w+:", text):
        problem = "its front matter has no end; close it with a line of three dashes."
        raise ArticleError(path, problem)
    return "", text


def _values(path: Path, front_matter: str) -> dict[str, str]:
    """Return the front matter's fields; an empty one is left out."""
    values: dict[str, str] = {}
    for name, value in _mapping(path, front_matter).items():
        if name not in _FIELDS:
            raise ArticleError(path, _unknown(name), name)
        if not isinstance(value, str):
            problem = "must be plain text; write it on one line, in quotes."
            raise ArticleError(path, problem, name)
        if value.strip():
            values[name] = " ".join(value.split())
            _refuse_malformed(path, name, values[name])
    return values


def _mapping(path: Path, front_matter: str) -> dict[str, Any]:
    try:
        # BaseLoader makes strings and nothing else: no date is written anew.
        loader = yaml.CBaseLoader
        values = yaml.load(front_matter, Loader=loader) or {}  # noqa: S506 - as above
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""
        problem = f"its front matter is not YAML{line}; put values with : in quotes."
        raise ArticleError(path, problem) from error
    if not isinstance(values, dict):
        problem = "its front matter must be lines of the form `field: value`."
        raise ArticleError(path, problem)
    return values


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(str(name), _FIELDS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(_FIELDS)}."
    return f"is no known field; {hint}"


def _refuse_malformed(path: Path, name: str, value: str) -> None:
    if name in {"url", "license_url"}:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ArticleError(path, "must begin with https:// or http://.", name)
    if name == "language" and not re.fullmatch(r"[a-z]{2,3}", value):
        problem = "must be a language code of two letters, such as en."
        raise ArticleError(path, problem, name)


def _refuse_second(path: Path, article: Article, articles: dict[str, Article]) -> None:
    first = articles.get(article.slug.casefold())
    if first:
        problem = (
            f"another file already has the name {first.slug}; rename one of the two."
        )
        raise ArticleError(path, problem)
