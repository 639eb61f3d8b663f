"""The buttons under answers, for the bot to serve them."""

from bot.chat.buttons.again import Closest, Details, Meant, More, Why
from bot.chat.buttons.menu import Menu
from bot.chat.buttons.shown import Articles, Context, Helpful, Unhelpful, Whole

__all__ = ["BUTTONS"]

BUTTONS = (
    *(More, Closest, Meant, Context, Why, Details),
    *(Helpful, Unhelpful, Articles, Whole, Menu),
)
