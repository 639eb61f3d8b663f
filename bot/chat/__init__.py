"""The Discord side: the only package that imports discord."""

from bot.chat.client import build_bot
from bot.chat.starting import run

__all__ = ["build_bot", "run"]
