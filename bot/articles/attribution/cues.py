"""Finds where a sentence says that somebody says something, and with what stance.

A cue is a reporting verb with its subject ("X said", "said X", "denied by X") or
"according to X". Verbs that have other uses count only with signs of this one: a
quotation, "that", or a clause; a denial only with something that can be denied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.article import Stance
from bot.articles.attribution.coordination import shared_subject
from bot.articles.attribution.cue import Cue
from bot.articles.attribution.moods import supposed
from bot.articles.attribution.objects import Objects
from bot.articles.attribution.passives import Passives
from bot.articles.attribution.tags import nothing_more
from bot.articles.attribution.words import QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.articles.attribution.phrases import Phrase, Phrases

__all__ = ["cues"]

_JOINING = {"and", "but"}
_ARTICLES = {"a", "an", "her", "his", "its", "my", "our", "the", "their"}
_DIVIDING = {",", "-", "\N{EN DASH}", "—"}
_FINITE = {"say", "state", "claim"}  # these may stand before their subject
_TIMES = {"day", "week", "month", "year", "season"}  # "that year" is no clause
# Whoever their subject is; only a person tells somebody something.
_STRONG = {"say", "claim", "deny", "dispute", "accuse", "reject", "answer", "plead"}
_STRONG |= {"call", "tell"}
_PLAIN = ("nies", "leges", "cuses", "futes", "pleads")  # no nouns, as "claims" is one
_PLURAL = {"i", "we", "you", "they"}
_NOBODY = 6  # words: "nobody in the ministry has denied"
_TOLD = 5  # words: "told the evening paper", "claimed in court on Monday"
_BEHIND = {"at", "for", "in", "of", "on", "over"}  # "was held and accused of theft"
_WHERE = {"on", "in", "at", "during"}
_LONGEST_ASIDE = 30  # words from the sentence's beginning to the verb after it
_AROUND = 2  # commas around an aside
_INTRODUCTION = 3  # words: "Later that day, X agreed."
_READ = {"heard", "obtained", "read", "reviewed", "seen", "viewed"}
_BY_STATEMENT = 15  # words: "a statement made at the council on Friday by X"


def cues(phrases: Phrases, *, disputed: bool) -> list[Cue]:
    """Return the cues of a sentence in order.

    `disputed` tells whether an allegation was spoken of before, so that "rejected
    it" is a denial.
    """
    return list(_Finder(phrases, Objects(phrases, disputed=disputed)).cues())


class _Finder:
    """The cues of one sentence."""

    def __init__(self, phrases: Phrases, objects: Objects) -> None:
        self.phrases = phrases
        self.objects = objects
        self.passives = Passives(phrases, objects)
        self.words = phrases.words
        self.lexicon = phrases.lexicon
        self.lower = phrases.lower
        self.quoted = bool(self.words) and self.words[0].text == f"{QUOTE},"

    def cues(self) -> Iterator[Cue]:
        for at, word in enumerate(self.words):
            if word.lower == "according" and self.lower(at + 1) == "to":
                cue = self.according(at)
            elif word.lower in self.lexicon.verbs and not (word.capital and at):
                cue = self.verb(at)
            else:
                cue = self.unlisted(at)
            if cue:
                yield cue

    def unlisted(self, at: int) -> Cue | None:
        """Read "“…,” X demanded", as no list holds all that one may do with words."""
        word = self.words[at]
        if not self.quoted or word.capital or not word.lower.endswith("ed"):
            return None
        speaker = self.phrases.before(at)
        right = speaker and speaker.known and speaker.opens == 1
        return Cue(at, speaker, Stance.REPORT) if right else None

    def according(self, at: int) -> Cue | None:
        """Read "according to a statement by X": X, else the statement speaks."""
        phrase = self.phrases.after(at + 2)
        if phrase is None:
            return None
        first, last = phrase.first, phrase.last
        document = self.lower(last) in self.lexicon["documents"]
        near = [self.lower(last + 1), self.lower(last + 2)]
        if self.lower(last) in _READ:
            phrase = self.phrases.clean(first, last - 1)  # "a report seen by X"
        elif near[0] not in _READ and (document or "by" in near):
            phrase = self.passives.by(last + 1, _BY_STATEMENT) or phrase
        return Cue(at, phrase, Stance.REPORT) if phrase and phrase.known else None

    def verb(self, at: int) -> Cue | None:
        cue = self.governed(at)
        return None if cue and supposed(self.phrases, at) else cue

    def governed(self, at: int) -> Cue | None:
        if self.phrases.negated(at) or self.lower(at - 1) in _ARTICLES:
            return None  # "the disputed land" is no verb
        form = self.words[at].lower
        if self.passives.passive(at):
            return self.passives.cue(at)
        if "accuse" in self.lexicon.verbs[form] and self.lower(at + 1) in _BEHIND:
            return None  # "a man accused of theft" says who he is
        if form in self.lexicon.participles and not self.passives.be_before(at):
            return self.passives.participle(at)
        stance = self.objects.stance(at)
        return self.inverted(at, stance) or self.active(at, stance)

    def inverted(self, at: int, stance: Stance | None) -> Cue | None:
        """Read "“…,” said X" and "…, said X."."""
        quoted = self.after_quotation(at)
        if not quoted and self.lower(at - 1) not in _DIVIDING:
            return None
        if self.lexicon.verbs[self.lower(at)].isdisjoint(_FINITE):
            return None
        if not quoted and self.beside_aside(at):
            return None
        speaker = self.phrases.after(at + 1)
        if speaker is None or not (quoted or self.closes(speaker)):
            return None
        closes = not quoted and speaker.last + 2 >= len(self.words)
        return Cue(at, speaker, stance or Stance.REPORT, closes=closes)

    def beside_aside(self, at: int) -> bool:
        """Tell whether a verb has a subject: "One man, speaking on Friday, said"."""
        if at > _LONGEST_ASIDE:
            return False
        marks = [place for place in range(at) if self.lower(place) == ","]
        speaker = self.phrases.before(at) if len(marks) == _AROUND else None
        opens = self.lower(marks[0] + 1) if speaker else ""
        aside = opens in {"who", "whose"} or opens.endswith("ing")
        return aside and speaker is not None and speaker.opens == 0

    def after_quotation(self, at: int) -> bool:
        at -= 1
        while at > 0 and self.lower(at) in _DIVIDING:
            at -= 1
        return self.lower(at) == QUOTE

    def closes(self, speaker: Phrase) -> bool:
        """Tell whether nothing but a mark follows, so that no clause begins.

        A quotation without a mark before it goes on with the clause: “X, a lawyer, said
        the mayor “knew it””.
        """
        at = speaker.last + 1
        wordy = self.phrases.wordy(at) or self.lower(at) == QUOTE
        return speaker.known and not wordy

    def active(self, at: int, stance: Stance | None) -> Cue | None:
        """Read "X said" and "…, X said."."""
        speaker = self.phrases.before(at) or shared_subject(self.phrases, at)
        if speaker is None:
            return self.speakerless(at, stance)
        if stance is None and self.postposed(at, speaker):
            stance = self.objects.postposed_stance(at)
        if stance is None or not self.agrees(at, speaker):
            return None
        cue = Cue(at, speaker, stance, main=self.is_main(speaker))
        after = speaker.opens > 1 and self.lower(speaker.opens - 1) == ","
        closes = after and stance is Stance.REPORT and nothing_more(self.phrases, at)
        return cue._replace(closes=closes)

    def agrees(self, at: int, speaker: Phrase) -> bool:
        """Tell whether a form without ending can have this subject.

        "The summary report" is no clause, "two summaries report" is one.
        """
        form = self.lower(at)
        no = self.lower(speaker.opens) in self.lexicon["negations"]
        if no and not self.lower(speaker.last).isdigit():
            return False  # but "No 10 said"
        if not speaker.known:
            noun = form.endswith("s") and not form.endswith(_PLAIN)
            strong = {"say"} if noun else _STRONG
            return not self.lexicon.verbs[form].isdisjoint(strong) or (
                self.after_quotation(speaker.opens) or self.unheard(at, speaker)
            )
        led = self.lower(at - 1) == "to" or self.phrases.adverb(at - 1)
        return led or form not in self.lexicon.bases or self.plural(speaker)

    def unheard(self, at: int, speaker: Phrase) -> bool:
        """Tell whether a sentence begins like "Marlowe argues that", or quotes."""
        name = self.lower(speaker.last)
        single = speaker.last == 0 and not name.endswith("s")
        common = self.lexicon["abstract"] | self.lexicon["determiners"]
        that = self.lower(at + 1) == "that" and self.lower(at + 2) not in _TIMES
        quotes = self.objects.contents.quotes(at)
        return single and name not in common and (that or quotes)

    def plural(self, speaker: Phrase) -> bool:
        lowers = [word.lower for word in self.words[speaker.first : speaker.last + 1]]
        head = self.lower(self.phrases.head(speaker.first, speaker.last))
        return (
            "and" in lowers or head in _PLURAL or head in self.lexicon.plural_speakers
        )

    def speakerless(self, at: int, stance: Stance | None) -> Cue | None:
        """Keep a denial whose subject can't be made out, and "and accused X of".

        After "X said the road was shut" it goes on with what X said.
        """
        near = {self.lower(place) for place in range(at - _NOBODY, at)}
        nobody = not near.isdisjoint(self.lexicon["negations"])
        accuses = "accuse" in self.lexicon.verbs[self.lower(at)]
        goes_on = stance is Stance.CLAIM and accuses and self.lower(at - 1) in _JOINING
        kept = stance is Stance.DENIAL or goes_on
        if not kept or nobody or self.phrases.infinitive(at):
            return None
        noun = at == 0 or self.lower(at) in self.lexicon.bases or self.adjective(at)
        return None if noun or stance is None else Cue(at, None, stance)

    def adjective(self, at: int) -> bool:
        """Tell whether "disputed" only describes: "withdraw disputed claims"."""
        following = self.words[at + 1 : at + 2]
        owned = bool(following) and (following[0].possessive or following[0].capital)
        opens = self.phrases.determiner(at + 1) or self.lower(at + 1) == "that"
        disputed = "dispute" in self.lexicon.verbs[self.lower(at)]
        return disputed and not (owned or opens)

    def postposed(self, at: int, speaker: Phrase) -> bool:
        """Tell whether "…, X argued." closes what X argued."""
        if self.after_quotation(speaker.opens):
            return True
        lexicon = self.lexicon
        ends = self.ends(at) or self.lower(at + 1) in lexicon["days"]
        intro = lexicon["prepositions"] | lexicon["subordinators"]
        clause = self.lower(0) not in intro and speaker.opens > _INTRODUCTION
        return ends and clause and self.lower(speaker.opens - 1) in _DIVIDING

    def ends(self, at: int) -> bool:
        """Tell whether a verb closes its clause, but for whom it tells and where."""
        tells = "tell" in self.lexicon.verbs[self.lower(at)]
        if self.lower(at + 1) == "out":
            at += 1  # "X pointed out."
        more = _TOLD if tells or self.lower(at + 1) in _WHERE else 0
        places = range(at + 1, at + 2 + more)
        return any(not self.phrases.wordy(place) for place in places)

    def is_main(self, speaker: Phrase) -> bool:
        return self.lower(speaker.opens - 1) not in self.lexicon["subordinators"]
