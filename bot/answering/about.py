"""Recognises what is asked of an article itself: how it begins, whose it is, of when.

Its text seldom says so, and no word of such a question is one to look for. How it
begins answers who wants it summed up; the rest its source tells, or nothing does.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.answering.confidence import Judgement
from bot.answering.language_index import Finding
from bot.answering.openings import as_read
from bot.answering.small_talk import WHICH_ARTICLE
from bot.answering.values import Answer, Receipt, Status
from bot.answering.widening import goes_on
from bot.articles import Span
from bot.retrieval import Hit
from bot.retrieval.analysis import unaccented
from bot.retrieval.passages import MAX_SENTENCES, fits

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.answering.language_index import LanguageIndex
    from bot.answering.values import Evidence
    from bot.articles import Article
    from bot.retrieval import Index

__all__ = ["Wanted", "as_opening", "known_of", "opening", "wanted_of"]

_KNOWN = "This is what is known of the source of the article:"
_LEAST = 60  # characters of a paragraph; a shorter first one is of its author or place


class Wanted(Enum):
    """What is wanted of an article."""

    OPENING = auto()
    AUTHOR = auto()
    DATE = auto()
    SOURCE = auto()


_UNKNOWN = {
    Wanted.AUTHOR: "The source names no author. This is what is known of it:",
    Wanted.DATE: "The source gives no date. This is what is known of it:",
}
# No story or report with "the": an article may tell of one.
_ARTICLE = "(?:this (?:article|story|piece|text|page|news)|(?:the|that) article)"
_THIS = f"(?:this|{_ARTICLE})"
_IT = f"(?:it|that|{_THIS})"
_DEN = "(?:den|diesen|dieser|der|des|dieses|dem|diesem|im) (?:artikels?|texte?s?)"
_CET = "(?:l|cet|le|ce) (?:article|texte)"
# One a line; what stands farther in goes on with the line above.
_ASKED = {
    Wanted.OPENING: rf"""
        (?:summari[sz]e|sum up|recap)(?: {_IT})?(?: up)?
        (?:gimme |give (?:me|us) )?(?:an? |the )?(?:(?:short|quick|brief) )?
            (?:summary|recap|overview|gist|tl ?dr)(?: (?:of|for) {_IT})?
        (?:the |what are the )?(?:key|main) (?:points|takeaways|facts)(?: of {_IT})?
        (?:explain|eli5)(?: {_IT})?(?: to me)?(?: like i m (?:5|five))?
        too long (?:didn t|did not|didnt) read
        (?:show|give|send|quote|read)(?: (?:me|us))?
            (?: (?:the|this) (?:full |whole |entire )?(?:article|text)| full text)
        what (?:(?:is|s) {_IT}|{_IT} is) (?:all )?about
        what (?:is|s) the (?:topic|subject)
        what (?:happened|(?:is|s) (?:going on|happening|new))(?: here)?
        what (?:does {_ARTICLE} say|{_ARTICLE} says)
        fass(?:e|t)?(?: mal)?(?: (?:das|es|{_DEN}))?
            (?: (?:bitte|mal|kurz)){{0,3}} zusammen
        (?:(?:mir|uns) )?(?:das|es|{_DEN})(?: (?:bitte|mal|kurz)){{0,3}} zusammenfassen
        (?:gib )?(?:(?:mir|uns) )?(?:bitte )?(?:(?:eine|die) )?(?:kurze )?
            zusammenfassung(?: (?:davon|(?:von )?{_DEN}))?(?: geben)?
        (?:worum|um was) geht ?(?:es|s)(?: (?:hier|da|darin|(?:in )?{_DEN}))?
        was (?:steht|sagt) (?:in )?{_DEN}
        was ist (?:passiert|geschehen|los|das thema)
        résume[rz]?(?: moi)?(?: (?:ça|cela|{_CET}))?
        (?:(?:fais|faites|donnez?) )?(?:(?:moi|me|nous) )?(?:(?:faire|donner) )?
            (?:(?:un|le) )?(?:court )?résumé(?: (?:de ça|de {_CET}))?
        de quoi (?:(?:parle|traite) {_CET}|ça parle|s agit il)
        ça parle de quoi|c est quoi le sujet
        que dit {_CET}
        (?:qu est ce qui|que) s est(?: il)? passé
        """,
    Wanted.AUTHOR: f"""
        who (?:wrote|has written|authored) {_THIS}
        who (?:is|s) the (?:author|writer|journalist|reporter)
            (?: (?:of|behind) {_THIS})?
        author|autor|auteur
        wer hat ?(?:s|das|es|{_DEN}) (?:geschrieben|verfasst)
        wer ist der (?:autor|verfasser)(?: (?:von )?{_DEN})?
        von wem ist {_DEN}
        qui (?:a écrit|a rédigé) (?:ça|{_CET})
        de qui est {_CET}
        (?:qui est|c est qui) l auteur(?: de {_CET})?
        """,
    Wanted.DATE: f"""
        when (?:was|is) {_THIS} (?:published|written|posted|released|from)
        how old is {_THIS}
        what date is {_THIS} from
        is {_THIS} (?:recent|old|new|up to date)
        (?:what (?:is|s) the )?(?:publication )?date(?: of {_ARTICLE})?
        (?:wann (?:ist|wurde)|von wann ist) (?:das|{_DEN})
            (?: (?:erschienen|veröffentlicht|geschrieben)(?: worden)?)?
        quand {_CET} a (?:t il )?été (?:publié|écrit)
        quand (?:a été|est) (?:publié|paru|écrit) {_CET}
        de quand (?:date|est) {_CET}|c est de quand
        """,
    Wanted.SOURCE: f"""
        where (?:is {_THIS} from|does {_THIS} come from)
        who (?:has )?published {_THIS}
        (?:(?:what|where|who) (?:is|s)|(?:gimme|(?:give|send|show) (?:me|us)))
            (?: (?:the|your|ur) (?:source|link|publisher))
            (?: (?:of|for|to) {_THIS})?
        (?:source|src|sauce|link)s?
        what (?:is|s) the (?:title|headline)(?: of {_ARTICLE})?
        what is {_ARTICLE} called
        woher (?:stammt|kommt|ist) (?:das|{_DEN})|wo kommt das her
        wer hat (?:das|{_DEN}) veröffentlicht
        (?:(?:was|wo) ist (?:die|deine|eure) )?quellen?
        wie hei(?:ß|ss)t {_DEN}
        d où (?:vient|provient) {_CET}
        qui a publié (?:ça|{_CET})
        (?:quelle est|c est quoi) (?:la|ta|votre) source
        quel est le titre(?: de {_CET})?
        """,
}
_POLITE = (
    "(?:(?:(?:hi|hey|hello)(?: there)?|ok(?:ay)?|thanks|hallo|danke|bonjour|salut|merci"
    "|(?:can|could|would) (?:you|u)|please|pls|plz|(?:kannst|könntest) du|bitte"
    "|peux tu|tu peux|(?:pouvez|pourriez) vous|vous pouvez) ){0,4}"
)
_FURTHER = (
    "(?: (?:please|pls|plz|for (?:me|us)|in short|bitte|stp|svp|s il (?:te|vous) plaît"
    r"|in (?:\w+ ){1,2}(?:sentences?|words|lines|points))){0,4}"
)


def _pattern(asked: str) -> re.Pattern[str]:
    """Return a pattern of what may be asked, each a regular expression of its own."""
    whole = re.sub(r"\n {12}", "", asked)
    phrases = "|".join(map(str.strip, whole.strip().split("\n")))
    return re.compile(_plain(f"{_POLITE}(?:{phrases}){_FURTHER}"))


def _plain(text: str) -> str:
    """Return a text without accents and umlauts, which are left out on phones."""
    return unaccented(unicodedata.normalize("NFKC", text).casefold())


_PATTERNS = {wanted: _pattern(asked) for wanted, asked in _ASKED.items()}
_WORD = re.compile(r"\w+")
_MOST_WORDS = 16  # of such a question


def wanted_of(question: str, *, alone: bool = False) -> Wanted | None:
    """Return what a question wants of an article itself, None where it asks more.

    In one that follows no other (`alone`), "it" can mean nothing else.
    """
    words = _WORD.findall(_plain(as_read(question)))
    if len(words) > _MOST_WORDS:
        return None
    said = " ".join("this" if alone and word == "it" else word for word in words)
    return next((w for w, one in _PATTERNS.items() if one.fullmatch(said)), None)


def known_of(question: str, wanted: Wanted, article: Article | None) -> Answer:
    """Return what is known of an article's source; it is asked which if none is."""
    if article is None:
        return Answer(question, Status.NOT_FOUND, 0.0, remark=WHICH_ARTICLE)
    source = article.source
    lacks = {Wanted.AUTHOR: not source.author, Wanted.DATE: not source.published}
    remark = _UNKNOWN[wanted] if lacks.get(wanted) else _KNOWN
    return Answer(question, Status.NOT_FOUND, 0.0, remark=remark, about=article)


def opening(
    index: LanguageIndex, question: str, slug: str, go_on: Callable[[], None]
) -> Finding:
    """Return how an article begins, as what was found for a question."""
    scores = index.scores(question, None, "", go_on)
    own = index.index.of_document(index.slugs.index(slug))
    if not own:  # nothing but headings
        return Finding(index, None, scores, (), Judgement())
    first = next((n for n in own if _begins(index.index, n)), own.start)
    last = first
    while last + 1 < first + MAX_SENTENCES and _goes_on(index, first, last + 1):
        last += 1
    hit = Hit(first, last, first, 0.0)
    return Finding(index, None, scores, (hit,), Judgement(Status.ANSWERED, 1.0))


def _goes_on(index: LanguageIndex, first: int, number: int) -> bool:
    """Return whether an opening goes on to a sentence."""
    inside = number in index.index.unit(first).beside
    is_next = inside or goes_on(index, first, number)
    return is_next and fits(index.index.unit, first, number)


def _begins(index: Index, number: int) -> bool:
    """Return whether a sentence begins a paragraph that says something."""
    unit = index.unit(number)
    length = index.unit(unit.beside[-1]).end - unit.start
    return number == unit.beside[0] and length >= _LEAST


def as_opening(answer: Answer) -> Answer:
    """Return an answer that shows how an article begins, and why no word of it."""
    return replace(
        answer,
        evidence=tuple(map(_unmarked, answer.evidence)),
        unknown_words=(),
        readings=(),
        features=(),
        opening=True,
    )


def _unmarked(passage: Evidence) -> Evidence:
    """Return a passage that no word of a question led to; all of it is wanted."""
    inside = passage.article.sentences_in(passage.start, passage.end)
    also = tuple(
        Span(s.start, s.end) for s in inside if s.start != passage.sentence.start
    )
    also = () if passage.opposes else also
    return replace(passage, highlights=(), receipt=Receipt(), also=also)
