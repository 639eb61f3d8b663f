"""What an answer shows, as a list of blocks; Discord and the terminal draw them."""

from bot.presentation.blocks import (
    Credit,
    Note,
    NoteKind,
    Quotation,
    answer_notes,
    passage_blocks,
)
from bot.presentation.excerpts import excerpt

__all__ = [
    "Credit",
    "Note",
    "NoteKind",
    "Quotation",
    "answer_notes",
    "excerpt",
    "passage_blocks",
]
