"""What the buttons under an answer have in common."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, cast

import discord
from discord import ui

from bot.chat.apologising import apologising
from bot.chat.codes import Kind, read, write
from bot.chat.places import find, passage_at
from bot.chat.recalling import buttons_of
from bot.chat.whereabouts import where_used
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from bot.chat.asking import Asking, Desk
    from bot.chat.codes import Code
    from bot.chat.places import Passage

    Interaction = discord.Interaction[Any]

__all__ = ["AnswerButton", "Host", "Press", "kind_of", "rebuilt", "template", "view_of"]

_NOT_YOURS = marked("Only who asked can use this button; ask yourself with /ask.")
_TWICE = marked("This button was just pressed; one moment, please.")
_DELETED = marked("This answer was deleted.")


class Host(Protocol):
    """What a button needs of the bot: answers, and which buttons are being served."""

    asking: Asking
    pressed: set[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Press:
    """That somebody pressed a button under a message of the bot."""

    interaction: Interaction
    message: discord.Message
    code: Code
    asking: Asking

    @property
    def desk(self) -> Desk:
        """Where the question of the answer was asked."""
        return self.asking.at(where_used(self.interaction))

    def passages(self) -> list[Passage]:
        """Return the passages that the button names.

        Raises QuestionError where an article has gone or changed.
        """
        return [passage_at(place, self.desk.articles) for place in self.code.places]

    def slug(self) -> str | None:
        """Return the slug of the only article that was asked; raises the same."""
        key = self.code.article
        return find(key, self.desk.articles).slug if key else None

    def count(self) -> None:
        """Count the press as a question; raises QuestionError where it is too many."""
        person = self.interaction.user.id
        if wait := self.asking.cooldown.wait(person, time.monotonic()):
            raise QuestionError(str(wait))


class AnswerButton(ui.DynamicItem[ui.Button[Any]], template=r"(?!)"):
    """A button whose custom_id carries all that it needs, so it survives a restart.

    Whatever goes wrong is said privately to the one who pressed it.
    """

    kind: ClassVar[Kind]
    label: ClassVar[str]
    for_all: ClassVar[bool] = False  # else for the one who asked
    line: ClassVar[int] = 0  # of buttons, from the top

    def __init__(self, custom_id: str) -> None:
        super().__init__(
            ui.Button(label=_(self.label), custom_id=custom_id, row=self.line)
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
        host = cast("Host", interaction.client)
        host.asking.servers.speak_to(interaction)
        async with apologising(interaction, f"the button {self.label} failed"):
            try:
                await interaction.response.defer()
                await self._once(interaction)
            except discord.NotFound:
                raise QuestionError(_DELETED) from None

    async def _once(self, interaction: Interaction) -> None:
        host = cast("Host", interaction.client)
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

    def may(self, interaction: Interaction, code: Code) -> bool:
        """Tell whether the one who pressed may."""
        return self.for_all or interaction.user.id == code.asker

    async def press(self, press: Press) -> None:
        """Do what the button is for; raises QuestionError where it can't."""
        raise NotImplementedError


def template(kind: Kind) -> str:
    """Return the pattern of the custom_ids of a kind."""
    return rf"{kind}:[\w-]+"


def kind_of(custom_id: str) -> type[AnswerButton] | None:
    """Return which button has that custom_id, None where none of this version has."""
    for kind in AnswerButton.__subclasses__():
        if kind.__discord_ui_compiled_template__.fullmatch(custom_id):
            return kind
    return None


def view_of(custom_ids: Iterable[str]) -> ui.View:
    """Return the buttons with these custom_ids, in the order in which they stand."""
    view = ui.View(timeout=None)
    order = list(Kind)
    known = ((kind_of(custom_id), custom_id) for custom_id in custom_ids)
    buttons = [kind(custom_id) for kind, custom_id in known if kind]
    for button in sorted(buttons, key=lambda b: order.index(b.kind)):
        view.add_item(button)
    return view


def rebuilt(
    message: discord.Message,
    *,
    without: Kind,
    also: tuple[Kind, Code] | None = None,
) -> ui.View:
    """Return the buttons of a message without those of a kind, and with another."""
    kept = [
        button.custom_id
        for button in buttons_of(message)
        if button.custom_id and not button.custom_id.startswith(f"{without}:")
    ]
    return view_of([*kept, *([write(*also)] if also else [])])
