"""Puts a backup in place of what an open store keeps, as `put_back` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.storage.backup import checked

if TYPE_CHECKING:
    from pathlib import Path

    from bot.storage.store import Store

__all__ = ["restore"]


async def restore(store: Store, file: Path) -> None:
    """Check a backup and restore it."""
    async with checked(file) as copy:
        await store.restore(copy)
