"""Says why a button or a form does nothing: an earlier run or version made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.chat.catalogue import AskButton, ExampleButton, PageButton, ShowMenu
from bot.chat.items import kind_of
from bot.chat.librarian import EXPIRED, DraftButton, Drafts, LeafButton
from bot.chat.panel import PREFIX, Control
from bot.chat.recalling import items_of
from bot.chat.wording import marked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["OTHERS", "unserved"]

_OLD_BUTTON = marked("This button is from an earlier version; please ask again.")
_USED_BUTTON = marked("This button has already been used.")

# Beside the buttons of an answer.
OTHERS = (
    *(Control, DraftButton, LeafButton),
    *(PageButton, ShowMenu, AskButton, ExampleButton),
)


def unserved(interaction: discord.Interaction[Any], drafts: Drafts) -> str | None:
    """Return what to say of a button or a form that nothing serves, None if served."""
    data: Mapping[str, Any] = interaction.data or {}
    custom_id = str(data.get("custom_id", ""))
    if interaction.type is discord.InteractionType.modal_submit:
        return EXPIRED if drafts.is_of_earlier_run(custom_id) else None
    if interaction.type is not discord.InteractionType.component:
        return None
    known = [c.__discord_ui_compiled_template__ for c in OTHERS]
    if any(template.fullmatch(custom_id) for template in known):
        served = _stands_in(interaction.message, custom_id)
        return None if served or custom_id.startswith(PREFIX) else _USED_BUTTON
    if kind_of(custom_id) is None:
        return _OLD_BUTTON
    return None if _stands_in(interaction.message, custom_id) else _USED_BUTTON


def _stands_in(message: discord.Message | None, custom_id: str) -> bool:
    items = items_of(message) if message else ()
    return any(known == custom_id for known, _number in items)
