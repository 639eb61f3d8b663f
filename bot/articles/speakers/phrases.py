"""Reads the noun phrases of a sentence: what each is about, and who it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.articles.speakers.chunks import Chunks
    from bot.articles.speakers.tokens import Token

__all__ = ["ASIDE", "LIST", "Mention", "Phrases"]

_ARTICLES = {"a", "an", "the", "its", "their", "his", "my", "our", "your"}
_UNKNOWN = 5  # words before the head of "the lorry driver", which is no known speaker
_BEHIND_NAME = {"", *",.;:-(t"}
LIST = 5  # phrases, or asides
_BRACKETS = {")": "(", "-": "-"}
ASIDE = 30  # chunks between the commas of "X, who …, said"


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase that may say something.

    `first` and `last` are its tokens, `head` the noun that it is about; `opens` and
    `closes` are the chunks it begins and ends with, asides included. `kind` is person,
    role, body, several, document, pronoun or unknown; `known` tells that its head is a
    name or a noun for somebody who can speak. `relative`: "X who said".
    """

    first: int
    last: int
    head: int
    opens: int
    closes: int
    kind: str
    known: bool
    relative: bool = False


class Phrases:
    """The noun phrases of one sentence."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        self._codes = chunks.codes

    def _named_beside(self, phrase: Mention, at: int) -> Mention | None:
        """Return the name in "the mayor, Jane Doe," where the phrase is a role."""
        beside, chunks = at + 2, self._chunks
        first, head = self._token(phrase.first), self._token(phrase.head)
        led = "determiners" in first.tags or first.possessive
        somebody = phrase.kind == "role" or (phrase.kind == "unknown" and led)
        body = phrase.kind == "body" and not head.capital
        ends = self._codes[beside + 1 : beside + 2] in _BEHIND_NAME
        if self._codes[at + 1 : at + 3] != ",n" or not (somebody or body) or not ends:
            return None
        start, last = chunks.firsts[beside], chunks.lasts[beside]
        while start < last and self._leads(self._token(start)):
            if "determiners" in self._token(start).tags:
                return None
            start += 1
        capitals = all(token.capital for token in chunks.tokens[start : last + 1])
        if not capitals or (start == last and phrase.kind == "role"):
            return None
        kind = "body" if body else "person"
        return Mention(start, last, last, phrase.opens, beside, kind, known=True)

    def _leads(self, word: Token) -> bool:
        """Whether a word before a name is no part of it."""
        title = self._chunks.lexicon.title(word.lower)
        return not word.capital or title or "nationalities" in word.tags

    def _token(self, at: int) -> Token:
        return self._chunks.tokens[at]

    def phrase(self, opens: int, closes: int) -> Mention:
        """Return the mention that some chunks are."""
        chunks = self._chunks
        tokens = chunks.tokens
        first, last = chunks.firsts[opens], chunks.lasts[closes]
        head = chunks.lasts[opens]
        while head > first and "postnominal" in tokens[head].tags:
            head -= 1
        counted = (
            tokens[first].tags & {"determiners", "numbers"}
            and head - first <= 1
            and "speakers" not in tokens[head].tags
            and chunks.lower(opens + 1) == "of"
        )
        if (tokens[head].lower == "one" or counted) and opens + 2 <= closes:
            head = chunks.lasts[opens + 2]  # "two of the nurses"
        kind, known = self._kind(first, last, head, opens)
        return Mention(first, last, head, opens, closes, kind, known)

    def _kind(self, first: int, last: int, head: int, opens: int) -> tuple[str, bool]:
        """Return the kind of a phrase, and whether its head can speak for sure."""
        token, lead = self._token(head), self._token(first)
        tags, alone = token.tags, first == head
        if self._codes[opens] == "p":
            return "pronoun", bool(tags & {"pronouns", "indefinite"})
        if token.possessive and head == last:
            return "nobody", False
        if "several" in tags and (alone or not token.capital):
            return "role" if lead.lower == "one" else "several", True
        if tags & {"documents", "surveys", "messages"}:
            return "document", not alone
        if "organisations" in tags:
            return "body", True
        if tags & {"roles", "people"}:
            bare = alone and not token.capital
            return ("nobody", False) if bare else ("role", True)
        return self._unlisted(first, head)

    def _unlisted(self, first: int, head: int) -> tuple[str, bool]:
        """Return the kind of a phrase whose head is a name, or in no list."""
        token, lead = self._token(head), self._token(first)
        unseen = head == self._chunks.begins and token.lower not in self._chunks.names
        if token.capital and not unseen:
            named = all(self._token(at).capital for at in range(first, head))
            return "person" if named else "body", True
        if first == head and "determiners" in token.tags:
            return "nobody" if token.lower in _ARTICLES else "unknown", False
        if token.text.isdigit():
            return "nobody", False
        likely = (
            lead.tags & {"determiners", "numbers", "indefinite"}
            or lead.lower[0].isdigit()
            or any(self._token(at).possessive for at in range(first, head))
            or (token.lower.endswith("s") and not token.lower.endswith("ss"))
            or token.capital
        )
        return "unknown" if likely and head - first <= _UNKNOWN else "nobody", False

    def after(self, at: int) -> Mention | None:
        """Return the phrase that begins at a chunk: who follows "said" or "by"."""
        codes = self._codes
        while at < len(codes) and codes[at] == "A":
            at += 1
        if at >= len(codes) or codes[at] not in "np":
            return None
        mention = self.phrase(at, at)
        if codes[at] == "p":
            return mention
        close = at
        while codes[close + 1 : close + 3] in {"In", "Tn"}:
            close += 2
        mention = self.phrase(at, close)
        if named := self._named_beside(mention, close):
            return named
        return self._with_more(mention, close)

    def _with_more(self, mention: Mention, close: int) -> Mention:
        """Extend "the army" to "the army and the police", if the clause ends there."""
        codes = self._codes
        if codes[close + 1 : close + 3] != "Jn":
            return mention
        end = close + 2
        while codes[end + 1 : end + 3] == "In":
            end += 2
        other = self.phrase(close + 2, end)
        if codes[end + 1 : end + 2] in {"V", "X", "E"}:
            return mention
        bare = self._chunks.firsts[mention.opens] == self._chunks.lasts[mention.opens]
        if bare and not self._token(mention.head).capital:
            return other  # "dock and crane worker Berg"
        kind = "several" if mention.kind != "unknown" else mention.kind
        return replace(
            mention, last=other.last, closes=end, kind=kind, known=True, head=other.head
        )

    def _past_brackets(self, at: int) -> int:
        """Step left over "(I-Maine)" and "— the mayor of Paris —"."""
        opens = _BRACKETS[self._codes[at]]
        for opening in range(at - 1, max(-1, at - ASIDE), -1):
            if self._codes[opening] == opens:
                return opening - 1
            if self._codes[opening] in ".;:" and opens != "(":
                break
        return at

    def _listed(self, other: Mention) -> int:
        """Return where the names in "Shell, BP and Total" begin."""
        codes, start = self._codes, other.opens
        for _ in range(LIST):
            if start < 2 or codes[start - 2 : start] != "n,":  # noqa: PLR2004
                break
            one = self.phrase(start - 2, start - 2)
            if not one.known or not self._begins_clause(start - 2):
                break
            start -= 2
        return start

    def _begins_clause(self, opens: int) -> bool:
        before = self._codes[opens - 1 : opens] if opens else ""
        return before in {"", *",.;:QRSJAt-"}
