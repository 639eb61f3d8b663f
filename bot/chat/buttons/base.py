"""What the buttons under an answer have in common."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, cast

import discord
from discord import ui

from bot.chat.asking import sentence
from bot.chat.codes import Kind, read, write
from bot.chat.logs import described
from bot.chat.recalling import buttons_of
from bot.chat.saying import apologise
from bot.errors import QuestionError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from bot.chat.asking import Asking
    from bot.chat.codes import Code

    Interaction = discord.Interaction[Any]

__all__ = ["AnswerButton", "Host", "kind_of", "rebuilt", "template", "view_of"]

_NOT_YOURS = "Only who asked can use this button; ask yourself with /ask."
_TWICE = "This button was just pressed; one moment, please."
_DELETED = "This answer was deleted."
_FAILED = "That did not work; please try again in a moment."

log = logging.getLogger(__name__)


class Host(Protocol):
    """What a button needs of the bot: answers, and which buttons are being served."""

    asking: Asking
    pressed: set[tuple[int, str]]
    user: discord.ClientUser | None


class AnswerButton(ui.DynamicItem[ui.Button[Any]], template=r"(?!)"):
    """A button whose custom_id carries all that it needs, so it survives a restart.

    Whatever goes wrong is said privately to the one who pressed it.
    """

    kind: ClassVar[Kind]
    label: ClassVar[str]
    for_all: ClassVar[bool] = False  # else for the one who asked

    def __init__(self, custom_id: str) -> None:
        super().__init__(ui.Button(label=self.label, custom_id=custom_id))

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
        press = (interaction.message.id if interaction.message else 0, self.custom_id)
        try:
            await interaction.response.defer()
            await self._once(interaction, host, press)
        except QuestionError as error:
            await apologise(interaction, sentence(error))
        except discord.NotFound:
            await apologise(interaction, _DELETED)
        except Exception as error:  # noqa: BLE001 - the one who pressed has to hear of it
            log.warning("the button %s failed: %s", self.label, described(error))
            await apologise(interaction, _FAILED)

    async def _once(
        self, interaction: Interaction, host: Host, press: tuple[int, str]
    ) -> None:
        if press in host.pressed:
            raise QuestionError(_TWICE)
        host.pressed.add(press)
        try:
            code = read(self.custom_id)
            if not self.may(interaction, code):
                raise QuestionError(_NOT_YOURS)
            await self.press(interaction, host, code)
        finally:
            host.pressed.discard(press)

    def may(self, interaction: Interaction, code: Code) -> bool:
        """Tell whether the one who pressed may."""
        return self.for_all or interaction.user.id == code.asker

    async def press(self, interaction: Interaction, host: Host, code: Code) -> None:
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
