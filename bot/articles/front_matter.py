"""Divides a file into the fields above its text and the text itself."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.articles.article import Source
from bot.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    import yaml

__all__ = ["SOURCE_FIELDS", "divided"]

SOURCE_FIELDS = [field.name for field in fields(Source)]
_FIELDS = [*SOURCE_FIELDS, "label", "language"]
_MEANT = {"date": "published", "lang": "language"}  # what other programs call them
# Fields of programs for notes and sites, which say nothing of where a text comes from.
_OTHERS = {
    *("aliases", "categories", "category", "comments", "created", "cssclass", "draft"),
    *("cssclasses", "description", "id", "image", "keywords", "lastmod", "layout"),
    *("menu", "modified", "permalink", "slug", "summary", "tags", "toc", "type"),
    *("updated", "weight"),
}
# A moment, of which the day is kept.
_TIMED = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ]\d\d?:\d\d[\d:.,]*\s?(?:[A-Za-z]{1,5}|[+-][\d:]{2,6})?"
)
_LONGEST = 500  # characters of a field, as of a page's; a licence's notice
_LONGEST_NOTICE = 5_000  # may be a page of its own
_NO_TEXT = "must be plain text; write it on one line, in quotes."
_DEEPEST = 50  # lists in lists; libyaml's time grows with their square
# Characters, and dots in a line: tomllib's time grows with the square of a key's parts.
_MOST_TOML, _MOST_DOTS = 100_000, 1_000
_YAML = re.compile(
    r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_TOML = re.compile(
    r"\A\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
# A line that says in YAML what it seems to say.
_LINE = re.compile(
    r'(?P<name>[a-z_]+): +(?:"(?P<quoted>[ !#-\[\]-~\u00a1-\u2027\u202a-\ud7ff]*)"'
    r"|(?P<plain>\w(?:[\w .,;!?'’()/&+%-]|:(?=[\w/]))*))"
)
_MISPLACED = re.compile(
    r"\s*(?:---[ \t]*(?:\r\n?|\n)\w+:|\+\+\+[ \t]*(?:\r\n?|\n)\w+\s*=)"
)


def divided(path: PurePath, text: str) -> tuple[dict[str, str], str]:
    """Return the fields that are filled, and the text behind them.

    They stand in YAML between lines of three dashes, or in TOML between lines of three
    plus signs. Raises ArticleError.
    """
    for form, pairs in ((_YAML, _pairs), (_TOML, _toml_pairs)):
        if match := form.match(text):
            return _values(path, pairs(path, match[1])), text[match.end() :]
    if _MISPLACED.match(text):
        problem = (
            "its front matter must begin on the first line and end with a line of "
            "three dashes."
        )
        raise ArticleError(path, problem)
    return {}, text


def _toml_pairs(path: PurePath, front_matter: str) -> Iterator[tuple[str, str | None]]:
    if len(front_matter) > _MOST_TOML:
        problem = f"its front matter has more than {_MOST_TOML:,} characters; "
        raise ArticleError(path, f"{problem}shorten it.")
    if any(line.count(".") > _MOST_DOTS for line in front_matter.split("\n")):
        problem = f"its front matter has a line with more than {_MOST_DOTS:,} dots; "
        raise ArticleError(path, f"{problem}shorten it.")
    try:
        values = tomllib.loads(front_matter.replace("\r\n", "\n"))
        pairs = [*map(_toml_pair, values.items())]
    except (ValueError, RecursionError) as error:  # int() refuses very long ones
        problem = "its front matter is not TOML; write lines of the form "
        raise ArticleError(path, f'{problem}`field = "value"`.') from error
    yield from pairs


def _toml_pair(pair: tuple[str, object]) -> tuple[str, str | None]:
    name, value = pair
    is_plain = isinstance(value, (str, int, float, date, datetime))
    return name, str(value) if is_plain else None


def _values(path: PurePath, pairs: Iterator[tuple[str, str | None]]) -> dict[str, str]:
    """Return the front matter's fields; an empty one is left out.

    What another program calls by its own name counts where ours is not given.
    """
    values: dict[str, str | None] = {}
    foreign: dict[str, str | None] = {}
    for given, value in pairs:
        name = _MEANT.get(given, given)
        if given in _OTHERS:
            continue
        if name not in _FIELDS:
            raise ArticleError(path, _unknown(name), name)
        if value is not None and not value.strip():
            continue
        found = values if name == given else foreign
        if name in found:
            raise ArticleError(path, "is given twice; keep one of the two.", name)
        if value is None and found is values:
            raise ArticleError(path, _NO_TEXT, name)
        found[name] = value
    both = foreign | values
    return {name: _well_formed(path, name, value) for name, value in both.items()}


def _pairs(path: PurePath, front_matter: str) -> Iterator[tuple[str, str | None]]:
    """Yield each field with its value as it is written, None where it is no text."""
    lines = [*map(_LINE.fullmatch, front_matter.removesuffix("\n").split("\n"))]
    if all(lines):  # which YAML takes three quarters of the time of a file to read
        for line in filter(None, lines):
            yield line["name"], line["quoted"] or (line["plain"] or "").rstrip(" ")
        return
    import yaml  # noqa: PLC0415 - as most files do without

    nodes = _nodes(path, front_matter)
    if not isinstance(next(nodes, None), yaml.MappingStartEvent | None):
        problem = (
            "its front matter must be lines of the form `field: value`; where the "
            "dashes are a rule of the text, put a blank line above them."
        )
        raise ArticleError(path, problem)
    for key, value in zip(nodes, nodes, strict=False):
        yield getattr(key, "value", "?"), getattr(value, "value", None)


def _nodes(path: PurePath, front_matter: str) -> Iterator[yaml.NodeEvent]:
    """Yield the outermost node of the front matter, then its keys and values.

    Events and not objects, so that no date is written anew.
    """
    import yaml  # noqa: PLC0415 - as above

    depth = 0
    try:
        for event in yaml.parse(front_matter, Loader=yaml.CBaseLoader):
            if depth > _DEEPEST:
                problem = "its front matter has too many lists in lists; shorten it."
                raise ArticleError(path, problem)
            if isinstance(event, yaml.NodeEvent) and depth <= 1:
                yield event
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""
        problem = f"its front matter is not YAML{line}; put values with : in quotes."
        raise ArticleError(path, problem) from error


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(str(name), _FIELDS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(_FIELDS)}."
    return f"is no known field; {hint}"


def _well_formed(path: PurePath, name: str, given: str | None) -> str:
    """Return a field's value on one line; raises ArticleError."""
    if given is None:
        raise ArticleError(path, _NO_TEXT, name)
    value = " ".join(given.split())
    if name == "published" and (timed := _TIMED.fullmatch(value)):
        value = timed[1]
    if name in {"url", "license_url"} and not _is_address(value):
        problem = "must be an address that begins with https:// or http://."
        raise ArticleError(path, problem, name)
    most = _LONGEST_NOTICE if name == "notice" else _LONGEST
    if len(value) > most:
        problem = f"has {len(value):,} characters; the most is {most:,}."
        raise ArticleError(path, problem, name)
    if name == "language" and not re.fullmatch(r"[a-z]{2,3}", value):
        problem = "must be a language code of two letters, such as en."
        raise ArticleError(path, problem, name)
    return value


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in value
