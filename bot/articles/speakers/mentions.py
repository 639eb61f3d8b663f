"""Reads the noun phrases of a sentence: what each is about, and who it names."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.articles.speakers.rules import compiled

if TYPE_CHECKING:
    from bot.articles.speakers.chunks import Chunks
    from bot.articles.speakers.lexicon import Lexicon

__all__ = ["Mention", "Mentions"]

_AFTER = re.compile("A*[np]")
_ARTICLES = {"a", "an", "the", "its", "their", "his", "my", "our", "your"}
_BEHIND_NAME = {"", *",.;:-(t"}  # "…, said X.", "the mayor, X, said"
_TO = {"I", "T"}
_BEFORE_CLAUSE = {"", *",.;:QRSJAt-"}
_LIST = 5  # phrases, or asides
_ASIDE = 30  # chunks between the commas of "X, who …, said"
_DEEPEST = 8  # phrases that hang on one another


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase that may say something.

    `first` and `last` are its tokens, `head` the noun that it is about; `opens` and
    `closes` are the chunks it begins and ends with, asides included. `kind` is person,
    role, body, several, document, pronoun or unknown; `known` tells that its head is a
    name or a noun for somebody who can speak. `relative`: "X who said"; `inner`: so, or
    "while X said".
    """

    first: int
    last: int
    head: int
    opens: int
    closes: int
    kind: str
    known: bool
    relative: bool = False
    inner: bool = False


class Mentions:
    """The mentions of one sentence, looked up beside its verbs."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        self._tokens = chunks.tokens
        self._codes = chunks.codes
        self._subjects: dict[int, Mention | None] = {}

    def subject(self, start: int) -> Mention | None:
        """Return the subject of the verb group that begins at a chunk."""
        if start not in self._subjects:
            self._subjects[start] = self._found(start - 1, _DEEPEST, verb=True)
        return self._subjects[start]

    def _found(self, at: int, deep: int, *, verb: bool = False) -> Mention | None:
        """Return the phrase that ends at a chunk, `verb`: before one, asides between.

        `deep` limits how phrases may be joined.
        """
        if at < 0 or deep <= 0:
            return None
        text, starts = self._chunks.laid_out
        pattern = _ending(self._chunks.lexicon, verb=verb)
        start, end = starts[max(0, at - _ASIDE)], starts[at + 1]
        while match := pattern.search(text, start, end):
            first = bisect_left(starts, match.start())
            last = bisect_left(starts, match.end("phrase")) - 1
            relative = verb and match["relative"] is not None
            led = self._leads(first - 1) or relative
            if led or self._codes[first - 1 : first] not in _TO:
                phrase = self.phrase(first, last)
                if relative and not phrase.known:
                    phrase = self.phrase(last, last)  # "the arrest of X, who said"
                mention = self._joined(phrase, deep - 1)
                if not verb:
                    return mention
                if match["aside"]:
                    beside = self._named(at) or self._named_beside(mention, last)
                    mention = beside or mention
                if match["past"] and mention.kind == "person":
                    return None  # "where X worked said"
                if match["past"]:  # "those involved say"
                    closes = bisect_left(starts, match.end("past")) - 1
                    mention = replace(mention, last=self._chunks.lasts[closes])
                inner = relative or self._leads(mention.opens - 1)
                return replace(mention, relative=relative, inner=inner)
            start = starts[first + 1]
        return None

    def _leads(self, at: int) -> bool:
        """Whether a chunk leads to a clause."""
        return "subordinators" in self._chunks.tags(at)

    def _named(self, at: int) -> Mention | None:
        """Return Ann Lee of "…, the mayor, Ann Lee, said"."""
        opens = self._codes.rfind(",", 0, self._codes.rfind(",", 0, at + 1))
        clause = range(self._codes.rfind(",", 0, opens) + 1, opens)
        # "X, who met the mayor, Ann Lee, said"
        another = any("whose" in self._chunks.tags(at) for at in clause)
        role = None if another else self._found(opens - 1, 1)
        joint = role.opens - 1 if role else 0
        two = self._joins(joint) and self._codes[joint - 1 : joint] != ","
        return self._named_beside(role, opens - 1) if role and not two else None

    def _joins(self, at: int) -> bool:
        """Whether a chunk is "and" or "or", and not "but"."""
        return self._codes[at : at + 1] == "J" and self._chunks.lower(at) != "but"

    def _joined(self, mention: Mention, deep: int) -> Mention:
        """Extend "Total" to "Russia and Total", and to "Shell, BP and Total"."""
        codes, joint = self._codes, mention.opens - 1
        if not self._joins(joint):
            return mention
        comma = codes[joint - 1 : joint] == ","
        other = self._found(joint - 1 - comma, deep)
        if other is None or not (other.known or mention.known):
            return mention
        before = codes[other.opens - 1 : other.opens]
        if before not in _BEFORE_CLAUSE and not self._leads(other.opens - 1):
            return mention
        start = other.opens
        for _ in range(_LIST):
            if not codes.endswith("n,", 0, start):
                break
            if codes[start - 3 : start - 2] in _TO:
                head = self._found(start - 4, deep)  # "guards of X, Y and Z"
                if head is None or head.kind == "nobody":  # "In Rome, …"
                    break
                return replace(head, last=mention.last, closes=mention.closes)
            if not self.phrase(start - 2, start - 2).known:
                break
            start -= 2
        if comma and start == other.opens:
            return mention  # "In Rome, and Total said"
        first = self._chunks.firsts[start]
        return replace(mention, first=first, opens=start, kind="several", known=True)

    def _named_beside(self, phrase: Mention, at: int) -> Mention | None:
        """Return the name in "the mayor, Jane Doe," where the phrase is a role."""
        beside, chunks, tokens = at + 2, self._chunks, self._tokens
        owner = at > phrase.opens and chunks.classes[chunks.firsts[at]] == "D"
        if owner and chunks.tags(at) & {"roles", "people"}:
            return None  # "the brother of the pilot, X,": either may be X
        body = phrase.kind == "body" and not tokens[phrase.head].capital
        ends = self._codes[beside + 1 : beside + 2] in _BEHIND_NAME
        somebody = body or phrase.kind in {"role", "unknown"}
        if self._codes[at + 1 : at + 3] != ",n" or not somebody or not ends:
            return None
        start, last = chunks.firsts[beside], chunks.lasts[beside]
        while start < last and (
            not tokens[start].capital or chunks.lexicon.title(tokens[start].lower)
        ):
            start += 1
        capitals = all(token.capital for token in tokens[start : last + 1])
        theirs = not body and "organisations" in tokens[last].tags
        if theirs or not capitals or (start == last and phrase.kind == "role"):
            return None
        kind = "body" if body else "person"
        return Mention(start, last, last, phrase.opens, beside, kind, known=True)

    def phrase(self, opens: int, closes: int) -> Mention:
        """Return the mention that some chunks are."""
        chunks, tokens = self._chunks, self._tokens
        first, last = chunks.firsts[opens], chunks.lasts[closes]
        head = chunks.lasts[opens]
        while head > first and "postnominal" in tokens[head].tags:
            head -= 1
        for at in range(first, head if tokens[head].capital else first):
            if "allegations" in tokens[at].tags and not tokens[at].capital:
                first = at + 1  # "a claim X denies"
        of = opens < closes and chunks.lower(opens + 1) == "of"
        if of and tokens[first].lower != "the" and "speakers" not in tokens[head].tags:
            head = chunks.lasts[opens + 2]  # "two of the nurses"
        kind, known = self._kind(first, last, head, opens)
        return Mention(first, last, head, opens, closes, kind, known)

    def _kind(self, first: int, last: int, head: int, opens: int) -> tuple[str, bool]:
        """Return the kind of a phrase, and whether its head can speak for sure."""
        token, lead = self._tokens[head], self._tokens[first]
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
        token, lead = self._tokens[head], self._tokens[first]
        unseen = head == self._chunks.begins and token.lower not in self._chunks.names
        if token.capital and not unseen:
            named = all(self._tokens[at].capital for at in range(first, head))
            named = named and "determiners" not in lead.tags  # "The Statehouse"
            return "person" if named else "body", True
        if token.lower in _ARTICLES or token.text.isdigit():
            return "nobody", False
        likely = (
            lead.tags & {"determiners", "numbers", "indefinite"}
            or lead.lower[0].isdigit()
            or any(self._tokens[at].possessive for at in range(first, head))
            or (token.lower.endswith("s") and not token.lower.endswith("ss"))
            or token.capital
        )
        return "unknown" if likely else "nobody", False

    def after(self, at: int, *, said: bool = False) -> Mention | None:
        """Return the phrase that begins at a chunk: who follows "said" or "by".

        Behind what is `said`, "to reporters" and "in a statement" are no part of it;
        nor is "of theft", of which somebody is accused.
        """
        codes = self._codes
        match = _AFTER.match(codes, at)
        if match is None:
            return None
        at = close = match.end() - 1
        while codes[close + 1 : close + 3] in {"In", "Tn"}:
            of = self._chunks.lower(close + 1) == "of"
            if "wrongs" in self._chunks.tags(close + 2) if of else said:
                break
            close += 2
        mention = self.phrase(at, close)
        beside = self._named_beside(mention, close)
        if beside or codes[close + 1 : close + 3] != "Jn":
            return beside or mention
        end = close + 2  # "the army and the police"
        while codes[end + 1 : end + 3] == "In":
            end += 2
        other = self.phrase(close + 2, end)
        return replace(other, first=mention.first, opens=mention.opens, kind="several")


@lru_cache(10)
def _ending(lexicon: Lexicon, *, verb: bool) -> re.Pattern[str]:
    """Return a pattern of a phrase that ends a text, and what only tells more of it.

    That is "who met X", "accused of theft", "naming X", "for naming X"; before a verb
    besides ", the mayor,", "(the mayor)", ", who".
    """

    def known(name: str) -> str:
        return compiled(f"<{name}>", lexicon).pattern

    phrase = f"(?P<phrase>{known('phrase')})"
    more = rf"{known('telling more')}{{0,{_LIST}}}"
    if not verb:
        return re.compile(rf"{phrase}{more}\Z")
    aside = rf"(?P<aside>{known('brackets')}?{known('aside')}|{known('brackets')})"
    relative = f"(?P<relative>{known('relative')})"
    ends = f"{more}(?:(?P<past>{known('participle')})?|{aside})|{relative}"
    return re.compile(rf"{phrase}(?:{ends}){known('between')}\Z")
