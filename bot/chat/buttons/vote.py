"""The buttons that say whether an answer helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.codes import Kind
from bot.chat.items import AnswerItem, template
from bot.chat.places import address_of
from bot.chat.saying import say
from bot.chat.servers import unkept
from bot.chat.wording import _, marked
from bot.errors import QuestionError, StorageError

if TYPE_CHECKING:
    from bot.chat.items import Press

__all__ = ["Helpful", "Unhelpful"]

_COUNTED = marked("Thank you, counted. Nobody can see that it was you.")
_BEFORE = marked("You already voted on this today.")
_NO_VOTES = marked("Votes are switched off here.")


class Helpful(AnswerItem, template=template(Kind.HELPFUL)):
    """Counts that the passages helped, once a person and day."""

    kind = Kind.HELPFUL
    emoji = "👍"

    async def press(self, press: Press) -> None:
        """Count the vote."""
        await _vote(press, helpful=True)


class Unhelpful(AnswerItem, template=template(Kind.UNHELPFUL)):
    """Counts that the passages did not help, once a person and day."""

    kind = Kind.UNHELPFUL
    emoji = "👎"

    async def press(self, press: Press) -> None:
        """Count the vote."""
        await _vote(press, helpful=False)


async def _vote(press: Press, *, helpful: bool) -> None:
    """Count a vote for each passage of the answer, in place of an earlier one."""
    if not press.desk.votes:
        raise QuestionError(_NO_VOTES)
    passages = press.passages()
    store = await press.asking.servers.store()
    counted = False
    guild, person = press.desk.where.guild, press.interaction.user.id
    for passage in passages:
        vote = (guild, person, address_of(passage))
        try:
            new = await store.feedback.vote(*vote, helpful=helpful)
        except StorageError as error:
            raise unkept(error) from None
        counted = counted or new
    said = _(_COUNTED) if counted else _(_BEFORE)
    await say(press.interaction, said, private=True)
