"""The texts of /help, /about and /articles."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from bot.chat.attribution import article_name, correction, licence
from bot.chat.escaping import inline, link
from bot.chat.paging import limited, paged
from bot.chat.wording import _, marked, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles import Article

__all__ = ["BARE_MENTION", "HELP", "about", "article_list"]

BARE_MENTION = marked(
    "Ask me about the articles: mention me with a question, or use /ask."
)
HELP = marked("""\
**Asking**
/ask with a question; `article` asks one article only, `private` shows the answer to \
you alone.
Or mention me with a question in a channel, or write me a direct message.
Reply to an answer with a question that follows it; mention me where it was /ask's.
In the menu of a message, under Apps, “Find in the articles” shows what bears on it.
/cite shows a paragraph by its number; so does \\[\\[article ¶4\\]\\] where you \
mention me.

**Reading an answer**
Quotations are the article's own words; words in bold are those that match the question.
Above each stands who says it, whether it was claimed, denied or reported, and the \
paragraph (¶).
Under an answer, More shows the next passages, Context the sentences around, and \
Why? says in two sentences why it was found; Delete and Share are in the menu (…).
“Perhaps.” says that I am not sure; where the articles do not answer, I say so.

/articles lists the articles; /about says what I am; /privacy says what becomes of \
questions; /forget deletes what is kept about you.
Those who manage the server have /settings, /library and /insights.""")
_WHAT = marked("""\
**Verbatim {version}**
A bot that answers questions about articles with the articles' own words, and says \
who said them. It writes nothing itself about what they report and takes no side. Free \
software under the MIT License. /privacy says what becomes of questions.""")
_SOURCES = marked("**Sources and licences**")
_REST = marked(
    "There is more than fits here; /ask offers each article as you type its name."
)
_LONGEST_PIECE = 700  # of a notice, so that with each sign escaped it fits a message


def about(articles: Sequence[Article], version: str) -> tuple[str, ...]:
    """Return the messages that say what the bot is and its sources."""
    blocks = [_(_WHAT).format(version=inline(version))]
    terms = dict.fromkeys(term for a in articles for term in _terms(a))
    return limited(
        paged([*blocks, *([_(_SOURCES)] if terms else []), *terms]), _(_REST)
    )


def article_list(articles: Sequence[Article]) -> tuple[str, ...]:
    """Return the messages that list the articles with what their sources give."""
    number = len(articles)
    head = numbered(
        "{number} article can be asked:", "{number} articles can be asked:", number
    )
    return limited(paged([head, *map(_entry, articles)]), _(_REST))


def _entry(article: Article) -> str:
    source = article.source
    names = (source.author, source.publisher, source.place, source.published)
    lines = [f"**{article_name(article)}**", ", ".join(inline(n) for n in names if n)]
    lines += (
        [link(source.url)] if source.url and len(source.url) <= _LONGEST_PIECE else []
    )
    lines += [licence(source), correction(article)]
    return "\n".join(line for line in lines if line)


def _terms(article: Article) -> Iterator[str]:
    """Yield publisher and licence, then the notice in full, in pieces that fit."""
    source = article.source
    named = inline(source.publisher) if source.publisher else article_name(article)
    if terms := licence(source):
        yield f"{named}: {terms}"
    if source.notice:
        for piece in wrap(source.notice, _LONGEST_PIECE):
            yield inline(piece, _LONGEST_PIECE)
