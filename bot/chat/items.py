"""What the buttons under an answer have in common."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

import discord
from discord import ui

from bot.chat.addressing import where_used
from bot.chat.button_state import Action, find, passage_at, read
from bot.chat.recalling import items_of
from bot.chat.saying import apologising
from bot.chat.services import bot_of
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from bot.chat.button_state import ButtonState, Passage
    from bot.chat.question_service import ChannelScope, QuestionService

    Interaction = discord.Interaction[Any]

__all__ = [
    "AnswerItem",
    "Press",
    "UsedItem",
    "kind_of",
    "rebuilt",
    "template",
    "view_of",
]

_NOT_YOURS = marked(
    "Only the person who asked can use this. Ask your own question with /ask."
)
_TWICE = marked("This button was just pressed; one moment, please.")
_DELETED = marked("This answer was deleted.")
_TOO_LATE = 10062  # Discord's code: it waits for no answer to the press any more


@dataclass(frozen=True, slots=True)
class Press:
    """That somebody pressed a button under a message of the bot."""

    interaction: Interaction
    message: discord.Message
    code: ButtonState
    asking: QuestionService

    @property
    def desk(self) -> ChannelScope:
        """Where the question of the answer was asked."""
        return self.asking.at(where_used(self.interaction))

    async def passages(self) -> list[Passage]:
        """Return the passages that the button names, with their articles' texts.

        Raises QuestionError where an article has gone or changed.
        """
        places, articles = self.code.places, self.desk.articles
        return await self.desk.worked(
            lambda _: [passage_at(place, articles) for place in places]
        )

    def slug(self) -> str | None:
        """Return the slug of the only article that was asked; raises the same."""
        key = self.code.article
        return find(key, self.desk.articles).slug if key else None

    def count(self) -> None:
        """Count the press as a question; raises QuestionError where it is too many."""
        person = self.interaction.user.id
        if wait := self.asking.cooldown.wait(person, time.monotonic()):
            raise QuestionError(str(wait))


class UsedItem(ui.DynamicItem[ui.Item[Any]], template=r"(?!)"):
    """What stands under another message than an answer, and survives a restart.

    Whatever goes wrong is said privately to the one who used it, and logged after
    `failed`.
    """

    failed: ClassVar[str]

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.known = match  # what its custom_id says

    @classmethod
    async def from_custom_id(
        cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return what was used."""
        return cls(item, match)

    async def callback(self, interaction: Interaction) -> None:
        """Do what it is for, or say why not."""
        bot_of(interaction).asking.servers.speak_to(interaction)
        async with apologising(interaction, self.failed):
            await self.use(interaction)

    async def use(self, interaction: Interaction) -> None:
        """Do what it is for; raises QuestionError where it can't."""


class AnswerItem(ui.DynamicItem[ui.Item[Any]], template=r"(?!)"):
    """What stands under an answer: its custom_id carries all that it needs.

    So it survives a restart. Whatever goes wrong is said privately to the one who
    used it.
    """

    kind: ClassVar[Action]
    label: ClassVar[str] = ""
    emoji: ClassVar[str | None] = None
    for_all: ClassVar[bool] = True  # else for the one who asked
    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary

    def __init__(self, custom_id: str, number: int = 0) -> None:
        super().__init__(self.made(custom_id, number))

    def made(self, custom_id: str, number: int) -> ui.Item[Any]:
        """Return the button, which shows `number` where it is not zero."""
        label = _(self.label) if self.label else None
        return ui.Button(
            label=f"{label} ({number})" if number else label,
            emoji=self.emoji,
            style=self.style,
            custom_id=custom_id,
        )

    @classmethod
    async def from_custom_id(
        cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del item
        return cls(match.string)

    async def callback(self, interaction: Interaction) -> None:
        """Acknowledge at once, then do what the button is for, or say why not."""
        host = bot_of(interaction)
        host.asking.servers.speak_to(interaction)
        async with apologising(interaction, f"the button {self.kind} failed"):
            try:
                await interaction.response.defer()
                await self._once(interaction)
            except discord.NotFound as error:
                if error.code == _TOO_LATE:
                    raise
                raise QuestionError(_DELETED) from None

    async def _once(self, interaction: Interaction) -> None:
        host = bot_of(interaction)
        # discord.py serves no press that comes without its message.
        message = cast("discord.Message", interaction.message)
        code = read(self.custom_id)
        if not self.may(interaction, code):
            raise QuestionError(_NOT_YOURS)
        pressed = (message.id, self.custom_id)
        if pressed in host.pressed and not self.for_all:
            raise QuestionError(_TWICE)
        host.pressed.add(pressed)
        try:
            await self.press(Press(interaction, message, code, host.asking))
        finally:
            host.pressed.discard(pressed)

    def may(self, interaction: Interaction, code: ButtonState) -> bool:
        """Return whether the one who pressed may."""
        return self.for_all or interaction.user.id == code.asker

    async def press(self, press: Press) -> None:
        """Do what the button is for; raises QuestionError where it can't."""


def template(kind: Action) -> str:
    """Return the pattern of the custom_ids of a kind."""
    return rf"{kind}:[\w-]+"


def kind_of(custom_id: str) -> type[AnswerItem] | None:
    """Return what has that custom_id, None where nothing of this version has."""
    for kind in AnswerItem.__subclasses__():
        if kind.__discord_ui_compiled_template__.fullmatch(custom_id):
            return kind
    return None


def view_of(items: Iterable[tuple[str, int]]) -> ui.View:
    """Return what has these custom_ids and numbers, in the order in which it stands."""
    view = ui.View(timeout=None)
    order = list(Action)
    known = ((kind_of(custom_id), custom_id, number) for custom_id, number in items)
    made = [kind(custom_id, number) for kind, custom_id, number in known if kind]
    for item in sorted(made, key=lambda item: order.index(item.kind)):
        view.add_item(item)
    return view


def rebuilt(message: discord.Message, *, without: Iterable[str] = ()) -> ui.View:
    """Return what stands under a message, but for some custom_ids."""
    gone = frozenset(without)
    return view_of(item for item in items_of(message) if item[0] not in gone)
