"""Finds what stands under an answer by what a person sees of it, and uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simcord import InteractionResult, MemberActor, UserHandle

    from tests.chat.conftest import World

__all__ = ["labels", "press", "standing"]

_MENU = 3


def standing(world: World, message: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return what stands under a message now."""
    known = world.env.backend.messages.values()
    rows = next(m[message.id] for m in known if message.id in m).components
    return [item for row in rows for item in row["components"]]


def labels(world: World, message: Any) -> list[str]:  # noqa: ANN401
    """Return what is read there, without the numbers."""
    return [_label(item).partition(" (")[0] for item in standing(world, message)]


def _label(item: dict[str, Any]) -> str:
    if item["type"] == _MENU:
        return str(item["options"][0]["label"])
    return str(item.get("label") or (item.get("emoji") or {}).get("name"))


async def press(
    world: World,
    who: MemberActor | UserHandle,
    message: Any,  # noqa: ANN401
    label: str,
) -> InteractionResult:
    """Let somebody press a button, or choose from the menu.

    A number in brackets need not be named.
    """
    item = next(
        item
        for item in standing(world, message)
        if _label(item).partition(" (")[0] == label
    )
    custom_id = item["custom_id"]
    if item["type"] == _MENU:
        return await who.select(message, [label.lower()], custom_id=custom_id)
    return await who.click(message, custom_id=custom_id)
