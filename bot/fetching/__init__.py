"""Fetches addresses that people name, and nothing that is not meant for everyone."""

from bot.fetching.addresses import is_public
from bot.fetching.fetcher import Fetcher
from bot.fetching.values import Limits, Page

__all__ = ["Fetcher", "Limits", "Page", "is_public"]
