"""The button that shows the sentences around the passages."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING

from bot.chat.attribution import small_print
from bot.chat.codes import Kind
from bot.chat.items import AnswerItem, template
from bot.chat.paging import MOST_SAID, paged
from bot.chat.quotation import divided
from bot.chat.sending import tell
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles import Article, Sentence
    from bot.chat.items import Press
    from bot.chat.places import Passage

__all__ = ["Context", "context"]

_AROUND = 2  # sentences on either side
_LONGEST = 2  # pieces of a very long one, each half a message
_BEFORE, _PASSAGE, _AFTER = marked("Before:"), marked("The passage:"), marked("After:")


class Context(AnswerItem, template=template(Kind.CONTEXT)):
    """Shows the passages whole and the sentences around them, privately to anybody."""

    kind = Kind.CONTEXT
    label = marked("Context")

    async def press(self, press: Press) -> None:
        """Show them."""
        passages = press.passages()
        texts = await press.desk.worked(lambda _: context(passages))
        await tell(press.interaction, *texts)


def context(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return the messages that show passages with two sentences on either side."""
    blocks = [block for one in passages for block in paged(_around(one), "\n")]
    return paged(blocks)[:MOST_SAID]


def _around(passage: Passage) -> Iterator[str]:
    """Yield the lines of and around a passage, under their labels, and the credit."""
    article = passage.article
    sentences = article.sentences
    parts = {
        _BEFORE: [s for s in sentences if s.end <= passage.start][-_AROUND:],
        _PASSAGE: article.sentences_in(passage.start, passage.end),
        _AFTER: [s for s in sentences if s.start >= passage.end][:_AROUND],
    }
    for label, inside in parts.items():
        if inside:
            yield f"-# {_(label)}"
            yield from _lines(article, inside)
    yield small_print(article, emphasis=False)


def _lines(article: Article, sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield quoted lines, one for the sentences of each paragraph."""
    for _number, run in groupby(sentences, key=lambda s: s.paragraph):
        inside = list(run)
        lines = divided(article, inside[0].start, inside[-1].end)
        yield from islice(lines, _LONGEST)
