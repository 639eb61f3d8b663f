"""From a question to an answer; knows neither Discord nor the console."""

from bot.answering.about import wanted_of
from bot.answering.answerer import MAX_QUESTION, Answerer, Answers, looked_for
from bot.answering.small_talk import LISTS, WHICH_ARTICLE
from bot.answering.values import (
    Answer,
    Evidence,
    Feature,
    Reading,
    Receipt,
    Status,
    Voice,
)

__all__ = [
    "LISTS",
    "MAX_QUESTION",
    "WHICH_ARTICLE",
    "Answer",
    "Answerer",
    "Answers",
    "Evidence",
    "Feature",
    "Reading",
    "Receipt",
    "Status",
    "Voice",
    "looked_for",
    "wanted_of",
]
