"""Reads what a page says of its article in schema.org's words, as JSON-LD."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

from bot.articles import Source
from bot.extraction.parsing.words import address, as_date, license_name, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    Node = dict[str, Any]

__all__ = ["linked_article", "linked_source"]

_ARTICLES = ("Article", "Posting", "Report", "Book", "Chapter", "Thesis", "Legislation")
_MOST = 2_000  # nodes; pages have some tens


def linked_article(page: HtmlElement) -> Node:
    """Return the page's first article, empty where it has none.

    A node that only names another one of the page is replaced by that.
    """
    nodes = [*_nodes(page)]
    by_id = {
        str(node["@id"]): node for node in nodes if len(node) > 1 and "@id" in node
    }
    for node in nodes:
        if any(kind.endswith(_ARTICLES) for kind in _texts(node.get("@type"))):
            return {name: _resolved(value, by_id) for name, value in node.items()}
    return {}


def linked_source(article: Node) -> Source:
    """Return the source's fields that an article node gives."""
    license_url = address(_first_text(article.get("license"), "@id", "url"))
    name = plain(_first_text(article.get("license"), "name"))
    return Source(
        title=plain(_first_text(article.get("headline") or article.get("name"))),
        publisher=_names(article.get("publisher")),
        author=_names(article.get("author") or article.get("creator")),
        place=plain(article.get("dateline")) or _names(article.get("locationCreated")),
        url=address(_first_text(article.get("url"), "@id")),
        published=as_date(_first_text(article.get("datePublished"))),
        license=(None if address(name) else name) or license_name(license_url),
        license_url=license_url,
        notice=plain(_first_text(article.get("copyrightNotice"))),
    )


def _nodes(page: HtmlElement) -> Iterator[Node]:
    """Yield the nodes of all the page's scripts, outer ones first."""
    waiting = deque(value for e in page.iter("script") for value in _loaded(e))
    for _ in range(_MOST):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
        inner = value.values() if isinstance(value, dict) else value
        waiting.extend(v for v in inner if isinstance(v, (dict, list)))


def _loaded(script: HtmlElement) -> Iterator[Any]:
    if (script.get("type") or "").strip().lower() != "application/ld+json":
        return
    try:
        value = json.loads(script.text or "", strict=False)
    except (ValueError, RecursionError):
        return
    if isinstance(value, (dict, list)):
        yield value


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [_resolved(v, by_id) for v in value]
    if isinstance(value, dict) and value.keys() == {"@id"}:
        return by_id.get(str(value["@id"]), value)
    return value


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [v for v in (value if isinstance(value, list) else [value]) if _is_text(v)]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _first_text(value: Any, *names: str) -> str | None:  # noqa: ANN401 - JSON
    """Return the first text of a value, of a list, or of a node's fields `names`."""
    for item in value if isinstance(value, list) else [value]:
        fields = map(item.get, (*names, "@value")) if isinstance(item, dict) else [item]
        for text in fields:
            if isinstance(text, str) and text.strip():
                return text
    return None


def _names(value: Any) -> str | None:  # noqa: ANN401 - JSON
    """Return the names of people or organisations, with commas between them."""
    named = [
        plain(_first_text(item, "name"))
        for item in (value if isinstance(value, list) else [value])
    ]
    names = [name for name in named if name and not address(name)]
    return ", ".join(dict.fromkeys(names)) or None
