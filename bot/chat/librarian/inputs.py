"""The text fields of a form, one for each field of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import ui

from bot.chat.librarian.texts import FIELDS
from bot.chat.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["add_inputs"]

_LONGEST = 1_000  # characters of a field
_LABEL = 45  # Discord's own


def add_inputs(
    form: ui.Modal, names: Iterable[str], values: Mapping[str, str | None]
) -> dict[str, ui.TextInput[Any]]:
    """Add a field for each name to a form; return them by name."""
    inputs = {}
    for name in names:
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id=name,
            default=(values.get(name) or "")[:_LONGEST],
            required=False,
            max_length=_LONGEST,
        )
        form.add_item(ui.Label(text=_(FIELDS[name])[:_LABEL], component=field))
        inputs[name] = field
    return inputs
