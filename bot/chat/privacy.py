"""The texts of /privacy and /forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.wording import _, marked, numbered

if TYPE_CHECKING:
    from datetime import timedelta

__all__ = ["FORGOTTEN", "privacy"]

_ASKED = marked("""\
**Privacy**
What you ask is read to find passages, then forgotten: it is neither stored nor \
logged, and goes to no service but Discord. Nothing is used to train anything.""")
_SEEN = marked("I see messages only where you address me or choose one for me.")
_SEEN_ALL = marked(
    "Discord shows me all messages; I read them only where you address me, with the "
    "message that you reply to, where you choose one for me, and in channels that were "
    "chosen for questions."
)
_KEPT = marked("""\
**What is kept, and for how long**
- In memory, until I stop: which of my messages answer the latest questions, as \
numbers, so that an edit changes the answer; for two minutes, when you asked.
- For 30 days: which of my messages quote which passages, as numbers, so that a \
correction reaches them.
- Votes (Helpful, Not helpful), as counts for each passage. That one was yours is \
marked for a day, by a sign that nobody can read back.
- Words that no article has, as counts, once three people of a server have asked for \
one within a week, and until nobody asks for it for half a year. Before that there are \
only signs that nobody can read back, for that week.
- A server's settings, its articles, and who of its librarians changed them.""")
_FORGET = marked("/forget deletes at once what there is about you.")
FORGOTTEN = marked(
    "Done. Your votes and words are taken out of the counts as far as anybody can "
    "still tell that they were yours, your number is taken out of the log of changes, "
    "and I no longer know which of your messages I answered. Nothing else about you "
    "is kept, but for two minutes when you asked, so that all get their turn."
)


def privacy(left_for: timedelta, *, reads_all: bool) -> tuple[str, ...]:
    """Return the messages that say what is kept.

    `left_for` is how long a server's things are kept when the bot has left it,
    `reads_all` whether Discord gives the bot the text of all messages.
    """
    left = numbered(
        "- What is kept for a server is deleted {number} day after I have left it.",
        "- What is kept for a server is deleted {number} days after I have left it.",
        left_for.days,
    )
    asked = f"{_(_ASKED)} {_(_SEEN_ALL if reads_all else _SEEN)}"
    return ("\n\n".join([asked, f"{_(_KEPT)}\n{left}", _(_FORGET)]),)
