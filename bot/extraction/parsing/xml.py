"""Parses XML that may be hostile: expands no entity, reads nothing but its bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["parse_xml", "xml_text"]

# What XML has no characters for; some divide words.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DIVIDING = set("\x0b\x0c\x1c\x1d\x1e\x1f")


def parse_xml(data: bytes) -> _Element:
    """Return the root element. Raises lxml's errors where it is not well-formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def xml_text(text: str) -> str:
    """Return a text without the characters that lxml takes for no text."""
    return _NO_TEXT.sub(lambda m: " " if m[0] in _DIVIDING else "", text)
