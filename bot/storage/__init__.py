"""What must outlive a restart."""

from bot.storage.command_record import CommandRecord

__all__ = ["CommandRecord"]
