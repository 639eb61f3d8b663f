"""Reads the noun phrases of a sentence: what each is about, and who it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.articles.speakers.chunks import Chunks
    from bot.articles.speakers.tokens import Token

__all__ = ["ASIDE", "LIST", "Mention", "Phrases"]

_ARTICLES = {"a", "an", "the", "its", "their", "his", "my", "our", "your"}
_NAME = 2
_UNKNOWN = 4  # words of "the lorry driver", whose head is no known speaker
_TITLED = {"roles", "people", "titles", "offices", "nationalities"}


LIST = 5  # phrases, or asides
_CLOSING = ".;:"
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
        codes = self._codes
        if codes[at + 1 : at + 3] != ",n":
            return None
        led = "determiners" in self._token(phrase.first).tags
        led = led or self._token(phrase.first).possessive
        if phrase.kind not in {"role", "body"} and not (
            phrase.kind == "unknown" and led
        ):
            return None
        head = self._token(phrase.head)
        if head.capital and phrase.kind == "body" and not head.tags & _TITLED:
            return None
        beside = at + 2
        after = codes[beside + 1 : beside + 2]
        if after not in {"", ",", ".", ";", ":", "-", "(", "t"}:
            return None
        tokens = self._chunks.tokens
        first, last = self._chunks.firsts[beside], self._chunks.lasts[beside]
        start = first
        title = self._chunks.lexicon.title
        while start < last and (
            not (word := tokens[start]).capital
            or title(word.lower)
            or "nationalities" in word.tags
        ):
            start += 1
        capitals = [t.capital for t in tokens[start : last + 1]]
        led = all(
            t.tags & _TITLED or t.capital or "determiners" not in t.tags
            for t in tokens[first:start]
        )
        if not all(capitals) or not led:
            return None
        if len(capitals) < _NAME and phrase.kind == "role":
            return None
        kind = "body" if phrase.kind == "body" else "person"
        return Mention(start, last, last, phrase.opens, beside, kind, known=True)

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
        tags = token.tags
        if self._codes[opens] == "p":
            return "pronoun", bool(tags & {"pronouns", "indefinite"})
        if token.possessive and head == last:
            return "nobody", False
        if lead.lower == "one" and first < head and "several" in tags:
            return "role", True
        if "several" in tags and (first == head or not token.capital):
            return "several", True
        if tags & {"documents", "surveys", "messages"}:
            return "document", first < head
        if "organisations" in tags:
            return "body", True
        if tags & {"roles", "people"}:
            bare = first == head and not token.capital and opens > 0
            return ("nobody", False) if bare else ("role", True)
        return self._unlisted(first, head)

    def _unlisted(self, first: int, head: int) -> tuple[str, bool]:
        """Return the kind of a phrase whose head is a name, or in no list."""
        token, lead = self._token(head), self._token(first)
        unseen = head == self._chunks.begins and token.lower not in self._chunks.names
        if (
            token.capital
            and "days" not in token.tags
            and not (unseen and first == head)
        ):
            named = all(self._token(at).capital for at in range(first, head))
            return "person" if named else "body", True
        if first == head and "determiners" in token.tags:
            return "nobody" if token.lower in _ARTICLES else "unknown", False
        if token.text.isdigit():
            return "nobody", False
        led = bool(lead.tags & {"determiners", "numbers", "indefinite"})
        led = led or lead.lower[0].isdigit()
        led = led or any(self._token(at).possessive for at in range(first, head))
        plural = token.lower.endswith("s") and not token.lower.endswith("ss")
        short = head - first < _UNKNOWN + 2
        likely = led or plural or (unseen and token.capital)
        return "unknown" if likely and short else "nobody", False

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

    def _past_brackets(self, at: int) -> int:
        """Step left over "(I-Maine)" and "— the mayor of Paris —"."""
        opens = _BRACKETS[self._codes[at]]
        for opening in range(at - 1, max(-1, at - ASIDE), -1):
            if self._codes[opening] == opens:
                return opening - 1
            if self._codes[opening] in _CLOSING and opens != "(":
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
