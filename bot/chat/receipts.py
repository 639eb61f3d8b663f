"""Says in words why passages were found, and how sure the answer is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering import Status
from bot.chat.escaping import inline
from bot.chat.pages import paged
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.answering import Answer, Evidence, Feature
    from bot.articles import Span

__all__ = ["details", "reason"]

_SPEAKS = "who says it"  # what the part of a score is called that a speaker gives
_UNSURE = marked("I am only {percent} sure that it answers your question.")
_SURE = {
    "answered": marked("I am {percent} sure that it answers your question."),
    "not_found": marked("I am only {percent} sure, so I do not call it an answer."),
}
_MOST = 8  # words or figures in one list
_LONGEST = 40
_HOW = marked(
    "A word counts for more the rarer it is in the articles. Nothing here says that a "
    "passage is true."
)
# What the parts of a score and the features of a confidence are called, as
# bot.retrieval and bot.answering name them.
_NAMES = {
    "sentence": marked("sentence"),
    "neighbours": marked("neighbours"),
    "paragraph": marked("paragraph"),
    "article": marked("article"),
    "neighbours, parts of words": marked("parts of words of neighbours"),
    "paragraph, parts of words": marked("parts of words of the paragraph"),
    "kind of answer": marked("kind of answer"),
    "answers a question there": marked("answers a question there"),
    "is a question": marked("is a question"),
    "adds little": marked("adds little"),
    "meaning": marked("meaning"),
    "takes a side": marked("takes a side"),
    "gives a reason": marked("gives a reason"),
    "says little": marked("says little"),
    "stands first": marked("stands at the beginning"),
    _SPEAKS: marked("who says it"),
    "base": marked("base value"),
    "share": marked("share of the best possible score"),
    "matched": marked("words of the question that match"),
    "missing": marked("name or speaker that is missing"),
    "lacks": marked("the kind of thing asked for is missing"),
    "cosine": marked("how near it comes in meaning"),
    "several": marked("several articles were looked in"),
}
_LIKE = "like “"  # a term's name where it stands for words of like meaning


def reason(answer: Answer, shown: Sequence[Evidence]) -> str:
    """Return in a few sentences why the first of these passages was found."""
    first = shown[0]
    shared, meant = _shared(first), _meant(first)
    speaker = inline(first.voices[0].speaker or "")
    if shared and speaker and _SPEAKS in dict(first.receipt.parts):
        said = _("These words of {speaker} share {words} with your question.")
        found = said.format(speaker=speaker, words=shared)
    elif shared and meant:
        said = _("It shares {words} with your question, and has {others}.")
        found = said.format(words=shared, others=meant)
    elif shared:
        found = _("It shares {words} with your question.").format(words=shared)
    elif meant:
        found = _("It has {others}.").format(others=meant)
    else:
        found = _("It means much the same as your question, in other words.")
    sure = _(_SURE.get(answer.status.value, _UNSURE)).format(percent=_percent(answer))
    near = _near(first)
    return f"{found}\n{near} {sure}" if near else f"{found} {sure}"


def details(answer: Answer, shown: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the messages that say by what figures these passages were found."""
    blocks = [_found(number, e) for number, e in enumerate(shown, start=1)]
    return paged([*blocks, "\n".join(_sureness(answer)), f"-# {_(_HOW)}"])


def _found(number: int, evidence: Evidence) -> str:
    passage = _("Passage {number}").format(number=number)
    lines = [f"**{passage}** (¶ {evidence.paragraph})"]
    if evidence.opposes:
        lines.append(_("It stands here as the other side of a better match."))
    if words := ", ".join(filter(None, (_shared(evidence), _meant(evidence)))):
        lines.append(_("Words that match: {words}.").format(words=words))
    if near := _near(evidence):
        lines.append(near)
    if terms := _figures(evidence.receipt.terms, _asked):
        lines.append(_("What each counts for: {terms}.").format(terms=terms))
    score = f"{evidence.score:.2f}"
    if parts := _figures(evidence.receipt.parts, _named):
        made = _("Score {score}, made of {parts}.")
        lines.append(made.format(score=score, parts=parts))
    else:
        lines.append(_("Score {score}.").format(score=score))
    return "\n".join(lines)


def _shared(evidence: Evidence) -> str:
    """Return the words that what is shown of a passage shares with the question."""
    spans = (span for span in evidence.receipt.shared if _is_shown(evidence, span))
    words = (_word(evidence.article.text(*span)) for span in spans)
    return ", ".join([*dict.fromkeys(words)][:_MOST])


def _meant(evidence: Evidence) -> str:
    """Return the words that stand for others of the question, with these."""
    said = _("{word} for your {asked}")
    words = (
        said.format(word=_word(evidence.article.text(*span)), asked=_word(asked))
        for span, asked in evidence.receipt.meant
        if _is_shown(evidence, span)
        and not any(_meet(span, itself) for itself in evidence.receipt.shared)
    )
    return ", ".join([*dict.fromkeys(words)][:_MOST])


def _near(evidence: Evidence) -> str:
    """Return which words of the question were read as near to a passage's."""
    said = _("I read {asked} as near to {word}.")
    told = (
        said.format(asked=_word(asked), word=_word(evidence.article.text(*span)))
        for span, asked in evidence.receipt.near
        if _is_shown(evidence, span)
    )
    return " ".join([*dict.fromkeys(told)][:_MOST])


def _is_shown(evidence: Evidence, span: Span) -> bool:
    return evidence.start <= span.start and span.end <= evidence.end


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _word(word: str) -> str:
    return _("“{word}”").format(word=inline(word, _LONGEST))


def _figures(pairs: Sequence[tuple[str, float]], name: Callable[[str], str]) -> str:
    return ", ".join(f"{name(named)} {value:.2f}" for named, value in pairs[:_MOST])


def _asked(term: str) -> str:
    """Return how a term is shown, which stands in the question's own words."""
    if term.startswith(_LIKE):
        like = _word(term.removeprefix(_LIKE).removesuffix("”"))
        return _("like {word}").format(word=like)
    return inline(term, _LONGEST)


def _named(name: str) -> str:
    """Return what a part of a score or a feature is called."""
    return _(_NAMES[name]) if name in _NAMES else inline(name, _LONGEST)


def _percent(answer: Answer) -> str:
    return _("{number}%").format(number=round(100 * answer.confidence))


def _sureness(answer: Answer) -> Iterator[str]:
    held = {
        Status.ANSWERED: _(
            "**The articles answer the question**: confidence {percent}."
        ),
        Status.UNSURE: _(
            "**I am not sure that this answers the question**: confidence {percent}."
        ),
        Status.NOT_FOUND: _(
            "**The articles do not answer the question**: confidence {percent}."
        ),
    }[answer.status]
    yield held.format(percent=_percent(answer))
    for feature in answer.features[:_MOST]:
        yield _feature(feature)


def _feature(feature: Feature) -> str:
    pull = feature.value * feature.weight
    said = _("{name} {value}: speaks neither for nor against an answer")
    if pull > 0:
        said = _("{name} {value}: speaks for an answer ({pull})")
    elif pull < 0:
        said = _("{name} {value}: speaks against an answer ({pull})")
    name = _named(feature.name)
    return said.format(name=name, value=f"{feature.value:.2f}", pull=f"{pull:+.2f}")
