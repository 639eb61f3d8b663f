"""The text of /insights: what helped, and which words no article has."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.articles import Span
from bot.chat.attribution import paragraph
from bot.chat.escaping import clipped, inline
from bot.chat.pages import paged
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles import Article
    from bot.storage import FeedbackCount, WordCount

__all__ = ["FEWEST", "insights"]

FEWEST = 3  # fewer people might be recognised, so their number is not shown
_MOST_PASSAGES = 10  # of one article
_MOST_ARTICLES = 10
_FIRST_WORDS = 60  # characters of a passage
_NONE = marked(
    "Nothing to show yet: a count appears once {number} people have voted "
    "on or asked for the same thing."
)
_HOW = marked("Counts below {number} are hidden; no question and no name is kept.")


def insights(
    counts: Sequence[FeedbackCount],
    words: Sequence[WordCount],
    articles: Sequence[Article],
) -> tuple[str, ...]:
    """Return the messages that show counts, none of them under FEWEST."""
    shown = [c for c in counts if max(c.helpful, c.unhelpful) >= FEWEST]
    known = {article.slug: article for article in articles}
    blocks = list(_passages(shown, known))
    if blocks:
        title = _("Votes on passages, since the bot came to this server")
        blocks[0] = f"**{title}**\n{blocks[0]}"
    listed = [f"{inline(w.word, 40)} {w.count}" for w in words if w.count >= FEWEST]
    if listed:
        title = _(
            "Words that people asked for in the last six months and no article has"
        )
        blocks.append(f"**{title}**\n{', '.join(listed)}")
    blocks = blocks or [_(_NONE).format(number=FEWEST)]
    return paged([*blocks, f"-# {_(_HOW).format(number=FEWEST)}"])


def _passages(
    counts: Sequence[FeedbackCount], articles: dict[str, Article]
) -> Iterator[str]:
    by_slug = sorted(counts, key=lambda count: count.passage.slug)
    runs = [
        (slug, list(run)) for slug, run in groupby(by_slug, lambda c: c.passage.slug)
    ]
    runs.sort(key=lambda run: -sum(c.helpful + c.unhelpful for c in run[1]))
    for slug, run in runs[:_MOST_ARTICLES]:
        article = articles.get(slug)
        lines = [f"**{inline(article.name if article else slug)}**"]
        lines += [_line(count, article) for count in run[:_MOST_PASSAGES]]
        yield "\n".join(lines)


def _line(count: FeedbackCount, article: Article | None) -> str:
    figures = _("helpful {helpful}, not helpful {unhelpful}").format(
        helpful=_figure(count.helpful), unhelpful=_figure(count.unhelpful)
    )
    return f"{_place(count, article)}: {figures}"


def _place(count: FeedbackCount, article: Article | None) -> str:
    address = count.passage
    if article is None:
        return _("a passage that is no longer available")
    if article.content_hash.hex() != address.content_hash:
        return _("a passage of an earlier version")
    words = clipped(article.text(address.start, address.end), _FIRST_WORDS)
    number = paragraph(article, Span(address.start, address.end))
    return f"{number} {_('“{word}”').format(word=inline(words))}"


def _figure(count: int) -> str:
    if 0 < count < FEWEST:
        return _("under {number}").format(number=FEWEST)
    return str(count)
