"""An article that is about to be added: its slug, its fields, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from bot.articles import Extract, Source
from bot.console.line import BLANK, Line, Piece, Style, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["FIELDS", "Proposal", "proposal_lines"]

_SOURCE = tuple(field.name for field in fields(Source))
FIELDS = (*_SOURCE, "label", "language")
_WIDTH = max(map(len, FIELDS)) + 2
_SHOWN = 3  # paragraphs
_LONGEST = 300  # characters of each
_UNLICENSED = "No licence is named; you answer for your right to publish it."


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be added, and under which slug."""

    slug: str
    extract: Extract

    def field(self, name: str) -> str | None:
        """Return what a field has, the slug among them."""
        if name == "slug":
            return self.slug
        owner = self.extract.source if name in _SOURCE else self.extract
        value: str | None = getattr(owner, name)
        return value

    def corrected(self, values: Mapping[str, str]) -> Proposal:
        """Return it with other values; a blank one takes the field away."""
        given = {
            name: " ".join(value.split()) or None for name, value in values.items()
        }
        slug = given.pop("slug", None) or self.slug
        label = given.pop("label", self.extract.label)
        language = given.pop("language", self.extract.language)
        source = replace(self.extract.source, **given)
        return Proposal(slug, Extract(self.extract.body, source, language, label))


def proposal_lines(proposal: Proposal) -> Iterator[Line]:
    """Yield every field, filled or not, and how the text begins."""
    for name in ("slug", *FIELDS):
        value = proposal.field(name)
        mark = Piece(f"{name:<{_WIDTH}}", Style.SMALL)
        yield Line((mark, *line(value or "", Style.NOTICE).pieces))
    paragraphs = proposal.extract.body.split("\n\n")
    words = len(proposal.extract.body.split())
    size = f"{words:,} words in {len(paragraphs):,} paragraphs, which begin:"
    yield from (BLANK, line(size, Style.SMALL))
    for text in paragraphs[:_SHOWN]:
        cut = f"{text[:_LONGEST]} …" if len(text) > _LONGEST else text
        yield line(cut, Style.QUOTATION, "> ")
    yield BLANK
    if proposal.extract.source.license is proposal.extract.source.license_url is None:
        yield line(_UNLICENSED, Style.NOTICE)
