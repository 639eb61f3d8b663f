"""Annotates each text once, however often the program starts, and keeps what it finds.

What is kept lies in the state folder, and may be deleted at any time.
"""

from bot.annotations.annotator import Annotator
from bot.annotations.index_folder import IndexFolder
from bot.annotations.known_files import KnownFiles
from bot.annotations.workers import Progress

__all__ = ["Annotator", "IndexFolder", "KnownFiles", "Progress"]
