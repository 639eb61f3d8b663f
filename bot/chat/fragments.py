"""Addresses that lead to the very words of a page, as text fragments.

After the WICG's URL Fragment Text Directives: `#:~:text=start,end`, in which a
dash, a comma and an ampersand have a meaning and are per-cent-encoded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.chat.escaping import link

if TYPE_CHECKING:
    from bot.articles import Article, Span

__all__ = ["fragment"]

_WHOLE = 8  # words that are given whole; of more, only the first and the last
_MOST = 8  # words of a beginning or an end
_FEWEST = 3
_DIRECTIVE = ":~:"


def fragment(article: Article, span: Span) -> str | None:
    """Return the address of a span of an article in angle brackets.

    None where the source has no address of the web.
    """
    url = article.source.url
    if not url or not url.startswith(("https://", "http://")) or _DIRECTIVE in url:
        return None
    words = article.text(*span).split()
    text = _encoded(words) if len(words) <= _WHOLE else _range(article.body, words)
    base = link(url).removesuffix(">").replace("(", "%28").replace(")", "%29")
    hash_sign = "" if "#" in base else "#"
    return f"{base}{hash_sign}{_DIRECTIVE}text={text}>"


def _range(body: str, words: list[str]) -> str:
    """Return the first and the last words, as many as the article has only once."""
    page = " ".join(body.split())
    most = min(_MOST, len(words) // 2)
    counts = range(min(_FEWEST, most), most + 1)
    first = next((n for n in counts if _once(page, words[:n])), most)
    last = next((n for n in counts if _once(page, words[-n:])), most)
    return f"{_encoded(words[:first])},{_encoded(words[-last:])}"


def _once(page: str, words: list[str]) -> bool:
    return page.count(" ".join(words)) == 1


def _encoded(words: list[str]) -> str:
    text = " ".join(words).encode("utf-8", "replace")
    return quote(text, safe="").replace("-", "%2D")
