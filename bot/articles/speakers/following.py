"""Finds the phrase that follows a verb or a preposition, and all it takes along."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.articles.speakers.phrases import Phrases

if TYPE_CHECKING:
    from bot.articles.speakers.phrases import Mention

__all__ = ["Following"]


class Following(Phrases):
    """The phrases of one sentence by what stands before them."""

    def after(self, at: int) -> Mention | None:
        """Return the phrase that begins at a chunk: who follows "said" or "by"."""
        codes = self._codes
        while at < len(codes) and codes[at] == "A":
            at += 1
        if at >= len(codes) or codes[at] not in "np":
            return None
        mention = self._phrase(at, at)
        if codes[at] == "p":
            return mention
        close = at
        while codes[close + 1 : close + 3] in {"In", "Tn"} and self._attaches(close):
            close += 2
        mention = self._phrase(at, close)
        if named := self._named_beside(mention, close):
            return named
        return self._with_more(mention, close)

    def _with_more(self, mention: Mention, close: int) -> Mention:
        """Extend "the army" to "the army and the police", if the clause ends there."""
        codes = self._codes
        if codes[close + 1 : close + 3] != "Jn":
            return mention
        end = close + 2
        while codes[end + 1 : end + 3] == "In" and self._attaches(end):
            end += 2
        other = self._phrase(close + 2, end)
        after = codes[end + 1 : end + 2]
        if not other.known or after in {"V", "X", "E"}:
            return mention
        bare = self._chunks.firsts[mention.opens] == self._chunks.lasts[mention.opens]
        lower = not self._token(mention.head).capital
        if bare and lower and mention.kind != "several":  # "dock and crane worker Berg"
            return other
        kind = "several" if mention.kind != "unknown" else mention.kind
        return replace(
            mention, last=other.last, closes=end, kind=kind, known=True, head=other.head
        )

    def _attaches(self, at: int) -> bool:
        """Whether a phrase goes on with the preposition behind it."""
        lower = self._chunks.lower(at + 1)
        if lower == "of":
            return True
        common = not self._token(self._chunks.lasts[at]).capital
        return common and lower in {"for", "from", "in", "at", "with", "to", "on"}
