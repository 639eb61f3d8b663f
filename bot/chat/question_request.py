"""What was asked, and what stands above an answer: both are read again from it alone.

A button or a follow-up needs the question, and nothing is stored. It stands in the
message that the answer replies to, or else in a small line above the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering import MAX_QUESTION, Status
from bot.articles import seen
from bot.chat.escaping import clipped, inline, unescaped
from bot.chat.wording import _, in_every_language, marked, numbered
from bot.presentation import NoteKind

if TYPE_CHECKING:
    from bot.presentation import Note

__all__ = [
    "UNSEEN",
    "QuestionRequest",
    "beginning",
    "heading",
    "is_head",
    "note_line",
    "question_shown",
    "readable",
    "topic",
    "topic_shown",
]

_LONGEST_SHOWN = 500  # characters; a longer question would leave no room to answer it
_LONGEST_TOPIC = 200
_SMALL = "-# "
_ASKED = marked("Asked: {question}")
_IN_PART = marked("Asked, in part: {question}")
_FOLLOWING = marked("Following: {question}")
_BEGINNING = marked("Only the beginning of the message was read.")
UNSEEN = marked(
    "I can't see the message you reply to. Press and hold it (or right-click), then "
    "Apps, then Find in the articles."
)
_MOST_WORDS = 5  # of a question's words echoed in one line
_LONGEST_WORD = 40
_SAID = {
    NoteKind.DISPUTED: marked("The article reports this as disputed."),
    NoteKind.UNSURE: marked("**Perhaps.** I am not sure that this answers it:"),
    NoteKind.NOT_FOUND: marked("The articles do not answer this question."),
    NoteKind.FOREIGN: marked(
        "The question seems to be in a different language from the articles;"
        " ask in theirs."
    ),
    NoteKind.OPENING: marked("I write no summaries. This is how the article begins:"),
    NoteKind.CLOSEST: marked("Closest passages, which may not answer it:"),
}
_SENTENCE_END = re.compile(r"[.!?…。\uff01\uff1f؟](?:[\"'”’»)\]]*)(?=\s)")
# Mentions, custom emoji and addresses are no words to look for.
_NO_WORDS = re.compile(
    r"<(?:@[!&]?|#|a?:\w+:|t:|/[^<>]{1,99}:|id:)\w[^<>]*>|https?://\S+"
)


@dataclass(frozen=True, slots=True)
class QuestionRequest:
    """A question and where it looks.

    `article` is the slug or the name of the only article to look in, `context` the
    earlier question that this one follows, `shown` the marks of passages that were
    shown before. `visible` says that the answer has to show the question, since it
    replies to no message that holds it; `cut` that it is but a message's beginning,
    `closest` that the passages are wanted that come closest where none answers,
    `unseen` that it replies to a message whose text Discord does not show. An answer
    of a `quiet` status is not given, since nobody asked the bot. Where the earlier
    question was `unanswered`, it is followed only if this one finds nothing alone.
    `above` is the text of the answer that it replies to, `claim` what somebody else
    wrote that it replies to: it is looked up as well, and never shown. Where it is to
    `explain` itself, it tells which words were read as near to others.
    """

    question: str
    article: str | None = None
    context: str = ""
    shown: frozenset[bytes] = frozenset()
    visible: bool = False
    cut: bool = False
    closest: bool = False
    unseen: bool = False
    quiet: frozenset[Status] = frozenset()
    unanswered: bool = False
    above: str = ""
    claim: str = ""
    explain: bool = False

    @property
    def kept(self) -> bool:
        """Whether the question can be read again, in full, from the answer."""
        return not self.visible or len(seen(self.question)) <= _LONGEST_SHOWN


def heading(asked: QuestionRequest) -> tuple[str, ...]:
    """Return the small lines above an answer."""
    lines = []
    if asked.visible:
        label, limit = (_ASKED, _LONGEST_SHOWN) if asked.kept else (_IN_PART, 100)
        lines.append(_(label).format(question=inline(asked.question, limit)))
    if asked.cut:
        lines.append(_(_BEGINNING))
    if asked.context:
        topic = inline(asked.context, _LONGEST_TOPIC)
        lines.append(_(_FOLLOWING).format(question=topic))
    if asked.unseen:
        lines.append(_(UNSEEN))
    return tuple(f"{_SMALL}{line}" for line in lines)


def note_line(note: Note) -> str:
    """Return a line of ours above an answer's passages."""
    if said := _SAID.get(note.kind):
        return _(said)
    return _WORDY[note.kind](note)


def is_head(line: str) -> bool:
    """Return whether a line, in any language, says how an answer stands."""
    return any(line in in_every_language(said) for said in _SAID.values())


def _reading(note: Note) -> str:
    asked, word = map(_word, note.words)
    said = _("“{asked}” read as “{word}”").format(asked=asked, word=word)
    return f"-# {said}"


def _unknown(note: Note) -> str:
    words = [*dict.fromkeys(map(_word, note.words))][:_MOST_WORDS]
    listed = ", ".join(_("“{word}”").format(word=word) for word in words)
    said = numbered(
        "No article has the word {words}.",
        "No article has the words {words}.",
        len(words),
        words=listed,
    )
    return f"-# {said}"


def _meant(note: Note) -> str:
    pairs = list(zip(note.words[::2], note.words[1::2], strict=True))[:_MOST_WORDS]
    said = _("“{word}” (for “{asked}”)")
    words = ", ".join(said.format(asked=_word(a), word=_word(w)) for a, w in pairs)
    return _("Did you mean {words}?").format(words=words)


def _word(word: str) -> str:
    return inline(word, _LONGEST_WORD)


_WORDY = {
    NoteKind.READING: _reading,
    NoteKind.UNKNOWN: _unknown,
    NoteKind.MEANT: _meant,
}


def question_shown(content: str) -> str | None:
    """Return the question that an answer shows in full, None where it shows none."""
    return _line(content, _ASKED)


def topic_shown(content: str) -> str:
    """Return the earlier question that an answer says it follows, else nothing."""
    return _line(content, _FOLLOWING) or ""


def _line(content: str, label: str) -> str | None:
    starts = [_SMALL + said.partition("{")[0] for said in in_every_language(label)]
    for line in content.split("\n"):
        for start in starts:
            if line.startswith(start):
                return unescaped(line.removeprefix(start))
    return None


def readable(text: str) -> str:
    """Return the words of a message, without mentions, emoji and addresses."""
    return seen(_NO_WORDS.sub(" ", text))


def beginning(text: str, limit: int = MAX_QUESTION) -> str:
    """Return what fits of a text, up to the end of a sentence or else of a word."""
    if len(text) <= limit:
        return text
    head = text[: limit + 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(head)]
    end = ends[-1] if ends else head.rfind(" ")
    return head[:end].rstrip() if end > 0 else text[:limit]


def topic(question: str, earlier: str) -> str:
    """Return what a question that follows both is about, the earlier first."""
    return clipped(f"{earlier} {question}", _LONGEST_TOPIC)
