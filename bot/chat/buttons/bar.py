"""All kinds of buttons, for the bot to serve them."""

from bot.chat.buttons.context import Context
from bot.chat.buttons.menu import Menu
from bot.chat.buttons.more import Closest, Meant, More
from bot.chat.buttons.vote import Helpful, Unhelpful
from bot.chat.buttons.whole import Articles, Whole
from bot.chat.buttons.why import Details, Why

__all__ = ["BUTTONS"]

BUTTONS = (
    *(More, Closest, Meant, Context, Why, Details),
    *(Helpful, Unhelpful, Articles, Whole, Menu),
)
