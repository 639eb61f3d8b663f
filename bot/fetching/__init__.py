"""Fetches addresses that people name, and nothing that is not meant for everyone."""

from bot.fetching.fetcher import Fetcher, Limits, Page
from bot.fetching.permission import is_public

__all__ = ["Fetcher", "Limits", "Page", "is_public"]
