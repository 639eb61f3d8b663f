"""Vectors of sentences, by which a question finds what is said in other words."""

from bot.meaning.encoder import SCALE, Encoder, open_encoder

__all__ = ["SCALE", "Encoder", "open_encoder"]
