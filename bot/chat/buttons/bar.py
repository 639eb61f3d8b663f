"""All kinds of buttons, for the bot to serve them."""

from bot.chat.buttons.context import Back, Context
from bot.chat.buttons.delete import Delete
from bot.chat.buttons.more import More
from bot.chat.buttons.share import Share
from bot.chat.buttons.vote import Helpful, Unhelpful
from bot.chat.buttons.whole import Whole
from bot.chat.buttons.why import Why

__all__ = ["BUTTONS"]

BUTTONS = (More, Context, Back, Why, Whole, Share, Delete, Helpful, Unhelpful)
