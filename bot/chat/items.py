"""What the buttons under an answer have in common."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

import discord
from discord import ui

from bot.chat.addressing import where_used
from bot.chat.button_state import Action, find, passage_at, read
from bot.chat.recalling import items_of
from bot.chat.saying import apologising
from bot.chat.services import bot_of
from bot.chat.wording import _, marked, spoken
from bot.errors import QuestionError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

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
_ORDER = {kind: place for place, kind in enumerate(Action)}
_BUTTON = discord.ComponentType.button.value
_ROW = {"type": discord.ComponentType.action_row.value}
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
    name = custom_id.partition(":")[0]
    for kind in AnswerItem.__subclasses__():
        # Its name tells sooner than its template that it is another one.
        known = kind.__discord_ui_compiled_template__
        if kind.kind == name and known.fullmatch(custom_id):
            return kind
    return None


class _Ready(ui.View):
    """What stands under a message, as Discord is told it.

    Presses come by their custom_ids alone. So there are no items, which discord.py
    takes three times as long to make.
    """

    def __init__(self, rows: Iterable[Sequence[dict[str, Any]]]) -> None:
        super().__init__(timeout=None)
        self._rows = [_ROW | {"components": [*row]} for row in rows if row]

    def to_components(self) -> list[dict[str, Any]]:
        """Return the rows of buttons and menus."""
        return self._rows


def view_of(items: Iterable[tuple[str, int]]) -> ui.View:
    """Return what has these custom_ids and numbers, in the order in which it stands.

    They are at most five buttons, and menus.
    """
    known = ((kind_of(custom_id), custom_id, number) for custom_id, number in items)
    made = [
        (
            _ORDER[kind.kind],
            # mypy takes a class's own __hash__ for that of its instances
            _component(kind, number, spoken()) | {"custom_id": item},  # type: ignore[arg-type]
        )
        for kind, item, number in known
        if kind
    ]
    every = [component for _, component in sorted(made, key=itemgetter(0))]
    buttons = [one for one in every if one["type"] == _BUTTON]
    return _Ready([buttons, *([one] for one in every if one["type"] != _BUTTON)])


@lru_cache(1_000)
def _component(
    kind: type[AnswerItem],
    number: int,
    language: str,  # noqa: ARG001 - labels are in it
) -> dict[str, Any]:
    """Return what Discord is told of a kind of item, in the language spoken."""
    return kind(f"{kind.kind}:-", number).to_component_dict()


def rebuilt(
    message: discord.Message,
    *,
    without: Iterable[str] = (),
    also: Iterable[tuple[str, int]] = (),
) -> ui.View:
    """Return what stands under a message, but for some custom_ids, and others also."""
    gone = frozenset(without)
    kept = (item for item in items_of(message) if item[0] not in gone)
    return view_of([*kept, *also])
