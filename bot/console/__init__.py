"""The terminal's commands; never imports discord, settings or the root."""

from bot.console.application import Application, Circumstances
from bot.console.command_line import main
from bot.console.output import JsonFormatter, VisibleFormatter

__all__ = [
    "Application",
    "Circumstances",
    "JsonFormatter",
    "VisibleFormatter",
    "main",
]
