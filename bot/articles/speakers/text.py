"""Shows a body without what nobody reads in it, and leads back to its offsets.

Soft hyphens, blanks of no width, Markdown's emphasis and links, accents apart from
their letters and two apostrophes for a quotation mark change nothing in who says what.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import NamedTuple

from bot.articles.article import Span

__all__ = ["Text", "read_text"]

_INVISIBLE = "\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"
_CHANGED = re.compile(
    rf"(?P<gone>[{_INVISIBLE}]+|\*+(?=\S)|(?<=\S)\*+|\b_+(?=\w)|(?<=\w)_+\b"
    r"|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w))"
    r"|\[(?P<label>[^\]\[\n]{1,200})\]\([^()\s]{1,500}\)"
    r"|(?P<mark>''|``)(?!')"
    r"|(?P<apart>\w[\u0300-\u036f]+)"
)


class Text(NamedTuple):
    """A body as it reads. `places` has the body's offset of each character, or none.

    Without `places` nothing was changed.
    """

    shown: str
    places: tuple[int, ...]
    length: int

    def span(self, shown: Span) -> Span:
        """Return the span of the body that a span of what is shown stands for."""
        if not self.places:
            return shown
        return Span(self.places[shown.start], self.places[shown.end - 1] + 1)

    def place(self, offset: int) -> int:
        """Return where the first character shown at or after an offset stands."""
        return bisect_left(self.places, offset) if self.places else offset


def read_text(body: str) -> Text:
    """Return a body as it reads."""
    shown: list[str] = []
    places: list[int] = []
    last = 0
    for match in _CHANGED.finditer(body):
        shown.append(body[last : match.start()])
        places.extend(range(last, match.start()))
        if label := match["label"]:
            shown.append(label)
            places.extend(range(match.start("label"), match.end("label")))
        elif match["mark"]:
            shown.append('"')
            places.append(match.end() - 1)
        elif match["apart"]:
            whole = unicodedata.normalize("NFC", match["apart"])
            shown.append(whole)
            rest = [match.end() - 1] * len(whole[1:])
            places.extend([match.start() if rest else match.end() - 1, *rest])
        last = match.end()
    if not last:
        return Text(body, (), len(body))
    shown.append(body[last:])
    places.extend(range(last, len(body)))
    return Text("".join(shown), tuple(places), len(body))
