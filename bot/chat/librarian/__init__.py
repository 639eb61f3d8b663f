"""/library: adding, updating, correcting and withdrawing articles on Discord."""

from bot.chat.drafts import EXPIRED, Drafts, Reader
from bot.chat.librarian.commands import Librarian
from bot.chat.librarian.controls import DraftButton
from bot.chat.librarian.leafing import LeafButton

__all__ = ["EXPIRED", "DraftButton", "Drafts", "LeafButton", "Librarian", "Reader"]
