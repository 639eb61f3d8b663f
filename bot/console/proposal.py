"""An article that is about to be added: how it is shown, asked about and corrected."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from bot.articles import Doubt, Source
from bot.articles.languages import detect_language
from bot.articles.sentences import LONGEST, overlong
from bot.console.output import BLANK, Line, Piece, Style, line, show
from bot.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from prompt_toolkit import PromptSession

    from bot.articles import Extract

__all__ = ["FIELDS", "Proposal", "confirmed", "proposal_lines"]

FIELDS = (*(field.name for field in fields(Source)), "label", "language")
_QUESTION = "Add it? yes, no, or the name of a field to correct: "
_YES, _NO = {"y", "yes"}, {"n", "no"}
_HINT = f"Type yes, no, slug, {', '.join(FIELDS)}."
_WIDTH = max(map(len, FIELDS)) + 2
_SHOWN = 3  # paragraphs
_LONGEST = 300  # characters of each
_DIVIDED = (
    "Sentences of more than {longest:,} characters: {number:,}. They are divided at "
    "line ends, semicolons or blanks; look whether the text has lost its full stops."
)
_UNLICENSED = "No licence is named; you answer for your right to publish it."

_KINDS = {
    "caption": ("caption", "captions"),
    "embedded": ("video or other inset", "videos or other insets"),
    "list": ("list", "lists"),
    "page": ("page without text", "pages without text"),
    "paragraph": ("paragraph", "paragraphs"),
    "table": ("table", "tables"),
}
_DOUBTS = {
    Doubt.COLUMNS: (
        "Lines of two columns seem to be read as one: compare the text with the file, "
        "or save it as text column by column."
    ),
    Doubt.CONSENT: (
        "This may be only a notice that asks for consent; if so, save the page in a "
        "browser that shows the article, and add that file."
    ),
    Doubt.PAYWALL: (
        "This seems to be only the beginning of an article that is sold; save the "
        "whole page where you can read it, and add that file."
    ),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be added, and under which slug."""

    slug: str
    extract: Extract

    def field(self, name: str) -> str | None:
        """Return what a field has, the slug among them."""
        return self.slug if name == "slug" else self.extract.fields[name]

    def corrected(self, values: Mapping[str, str]) -> Proposal:
        """Return it with other values; a blank one takes the field away."""
        others = {name: value for name, value in values.items() if name != "slug"}
        slug = " ".join(values.get("slug", "").split()) or self.slug
        return Proposal(slug, self.extract.with_fields(others))


def proposal_lines(proposal: Proposal) -> Iterator[Line]:
    """Yield every field, filled or not, and how the text begins."""
    for name in ("slug", *FIELDS):
        value = proposal.field(name)
        mark = Piece(f"{name:<{_WIDTH}}", Style.SMALL)
        yield Line((mark, *line(value or "", Style.NOTICE).pieces))
    paragraphs = re.split(r"\n\s*\n", proposal.extract.body.strip())
    words = len(proposal.extract.body.split())
    found = f"{len(paragraphs):,} paragraphs, which begin"
    found = "1 paragraph, which begins" if len(paragraphs) == 1 else found
    size = f"{words:,} {'word' if words == 1 else 'words'} in {found}:"
    yield from (BLANK, line(size, Style.SMALL))
    for text in paragraphs[:_SHOWN]:
        cut = f"{text[:_LONGEST]} …" if len(text) > _LONGEST else text
        yield line(cut, Style.QUOTATION, "> ")
    yield BLANK
    language = proposal.extract.language or detect_language(proposal.extract.body)
    if number := overlong(proposal.extract.body, language):
        yield line(_DIVIDED.format(number=number, longest=LONGEST), Style.NOTICE)
    yield from _warnings(proposal.extract)
    if proposal.extract.source.license is proposal.extract.source.license_url is None:
        yield line(_UNLICENSED, Style.NOTICE)


def _warnings(extract: Extract) -> Iterator[Line]:
    """Yield what is left out of the text, and what is doubtful about it."""
    counts = [_counted(kind, number) for kind, number in extract.left_out]
    if counts:
        *others, last = counts
        named = f"{', '.join(others)} and {last}" if others else last
        total = sum(number for _, number in extract.left_out)
        yield line(f"{named} {'was' if total == 1 else 'were'} left out.", Style.WRONG)
    yield from (line(_DOUBTS[doubt], Style.WRONG) for doubt in extract.doubts)


def _counted(kind: str, number: int) -> str:
    one, many = _KINDS[kind]
    return f"{number:,} {one if number == 1 else many}"


def confirmed(proposal: Proposal, write: Callable[[Proposal], Path]) -> Path | None:
    """Return where the article was written, None where that was not wanted.

    What `write` refuses is said, and can be corrected.
    """
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - 60 ms that `ask` saves

    try:
        return _asked(PromptSession(), proposal, write)
    except (EOFError, KeyboardInterrupt):
        return None


def _asked(
    prompt: PromptSession[str], proposal: Proposal, write: Callable[[Proposal], Path]
) -> Path | None:
    while (word := prompt.prompt(_QUESTION).strip().lower()) not in _NO:
        if word in {"slug", *FIELDS}:
            value = prompt.prompt(f"{word}: ", default=proposal.field(word) or "")
            proposal = proposal.corrected({word: value})
            show(proposal_lines(proposal))
        elif word in _YES:
            try:
                return write(proposal)
            except ArticleError as error:
                show([line(str(error), Style.WRONG)])
        else:
            show([line(_HINT, Style.SMALL)])
    return None
