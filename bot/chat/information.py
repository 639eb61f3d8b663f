"""The texts of /help, /about and /articles."""

from __future__ import annotations

from itertools import islice
from textwrap import wrap
from typing import TYPE_CHECKING, cast

from bot.articles import Stance, seen
from bot.chat.attribution import article_name, licence
from bot.chat.escaping import inline
from bot.chat.pages import LABEL, limited, paged
from bot.chat.wording import _, marked, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles import Article, Span

__all__ = ["BARE_MENTION", "about", "examples", "help_text"]

BARE_MENTION = marked(
    "Ask me about the articles: mention me with a question, or use /ask."
)
_HELP = marked("""\
**Asking**
Use /ask with a question: `article` searches one article only, `private` shows the \
answer to you alone.
Or mention me with your question in a channel, or send me a direct message.
Reply to an answer to follow up; if it was an answer to /ask, mention me in the reply.
To check what somebody wrote, open the message's menu, then Apps, then “Find in the \
articles”.
/cite shows a paragraph by its number; so does \\[\\[article ¶4\\]\\] in a message \
that mentions me.

**Reading an answer**
Quotations are the article's own words; bold words match your question.
Above each you see who says it, whether it was claimed, denied or reported, and the \
paragraph (¶).
Below it, More shows the next passages, Context the sentences around it, and Why? the \
reason; Delete and Share are in the menu (…).
“Perhaps.” means that I am not sure; if the articles don't answer, I say so.

/articles lists the articles; /about says what I am; /privacy says what happens to \
your questions; /forget deletes what is kept about you.
People who manage the server have /settings, /library and /insights.""")
_WHAT = marked("""\
**Verbatim {version}**
A bot that answers questions about articles with the articles' own words, and says \
who said them. It adds nothing of its own and takes no sides. Free software under the \
MIT License. /privacy says what happens to your questions.""")
_SOURCES = marked("**Sources and licences**")
_REST = marked(
    "There are more than fit here; /ask suggests articles as you type a name."
)
_EXAMPLES = marked("**Try it**: each of these buttons asks what it says.")
_MOST_EXAMPLES = 3
_MOST_READ = 5  # articles that examples are looked for in
# By the language of the article, for a question is looked up in its own language.
_QUESTIONS = {
    "en": {
        Stance.DENIAL: "What did {name} deny?",
        Stance.CLAIM: "What did {name} claim?",
        Stance.REPORT: "What did {name} say?",
    },
    "de": {
        Stance.DENIAL: "Was bestritt {name}?",
        Stance.CLAIM: "Was behauptete {name}?",
        Stance.REPORT: "Was sagte {name}?",
    },
    "fr": {
        Stance.DENIAL: "Qu'a démenti {name} ?",
        Stance.CLAIM: "Qu'a affirmé {name} ?",
        Stance.REPORT: "Qu'a dit {name} ?",
    },
}
_DETERMINERS = (
    *("the", "a", "an", "his", "her", "its", "their", "our", "this", "that", "some"),
    *("der", "die", "das", "ein", "eine", "sein", "seine", "ihr", "ihre", "dieser"),
    *("le", "la", "les", "un", "une", "son", "sa", "ses", "leur", "ce", "cette"),
)
_LONGEST_PIECE = 700  # of a notice, so that with each sign escaped it fits a message


def about(articles: Sequence[Article], version: str) -> tuple[str, ...]:
    """Return the messages that say what the bot is and its sources."""
    blocks = [_(_WHAT).format(version=inline(version))]
    terms = dict.fromkeys(term for a in articles for term in _terms(a))
    return limited(
        paged([*blocks, *([_(_SOURCES)] if terms else []), *terms]), _(_REST)
    )


def help_text(asked: Sequence[str]) -> str:
    """Return how to use the bot; `asked` are questions that it offers to ask."""
    return f"{_(_HELP)}\n\n{_(_EXAMPLES)}" if asked else _(_HELP)


def examples(articles: Sequence[Article]) -> tuple[str, ...]:
    """Return questions that articles of the place can answer, in their language.

    Those in the reader's language come first.
    """
    of_reader = sorted(articles, key=lambda article: article.language != spoken())
    read = islice(of_reader, _MOST_READ)
    asked = (question for one in read for question in _of(one))
    fitting = (question for question in asked if len(question) <= LABEL)
    return tuple(islice(dict.fromkeys(fitting), _MOST_EXAMPLES))


def _of(article: Article) -> Iterator[str]:
    """Yield a question for each who speaks in an article, those who deny first."""
    verbs = _QUESTIONS.get(article.language, {})
    said = [s for s in article.sentences if s.speaker and s.stance in verbs]
    for sentence in sorted(said, key=lambda s: s.stance is not Stance.DENIAL):
        name = seen(article.text(*cast("Span", sentence.speaker)))
        if _is_named(name):
            yield verbs[sentence.stance].format(name=name)


def _is_named(name: str) -> bool:
    """Return whether a name is somebody's own, not “the council” or “she”."""
    words = name.split()
    capitals = len(words) > 1 and words[0][0].isupper() and words[-1][0].isupper()
    return capitals and words[0].lower() not in _DETERMINERS


def _terms(article: Article) -> Iterator[str]:
    """Yield publisher and licence, then the notice in full, in pieces that fit."""
    source = article.source
    named = inline(source.publisher) if source.publisher else article_name(article)
    if terms := licence(source):
        yield f"{named}: {terms}"
    if source.notice:
        for piece in wrap(source.notice, _LONGEST_PIECE):
            yield inline(piece, _LONGEST_PIECE)
