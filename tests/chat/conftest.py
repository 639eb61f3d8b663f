"""A running bot over real articles, in a simulated Discord."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.answering import Answerer
from bot.articles import read_corpus
from bot.chat import build_bot

if TYPE_CHECKING:
    from discord.ext import commands

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture
def answerer() -> Answerer:
    return Answerer(read_corpus(CORPUS).articles)


@pytest.fixture
def simcord_bot(answerer: Answerer, tmp_path: Path) -> commands.Bot:
    return build_bot(answerer, state=tmp_path / "state")
