"""Makes any text safe for a terminal: what would act on it is spelled out."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from datetime import UTC, datetime

__all__ = ["JsonFormatter", "VisibleFormatter", "visible"]

# Controls (with them the escape sequences), formats such as bidirectional overrides
# and zero-width spaces, line and paragraph separators, halves of surrogate pairs.
_ACTIVE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Layout; and the joiners, without which Persian, Sinhala and emoji look different.
_HARMLESS = "\n\t\u200c\u200d"
_UNUSUAL = re.compile(r"[^ -~\n\t]")


def visible(text: str) -> str:
    """Return the text with each character that would act on a terminal spelled out.

    A right-to-left override becomes `<U+202E>`; all others stay as they are.
    """
    return _UNUSUAL.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    character = match.group()
    if character in _HARMLESS or unicodedata.category(character) not in _ACTIVE:
        return character
    return f"<U+{ord(character):04X}>"


class VisibleFormatter(logging.Formatter):
    """Keeps what a log line quotes, such as a file's name, from acting."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line, made visible."""
        return visible(super().format(record))


class JsonFormatter(logging.Formatter):
    """Writes each record as one JSON object on one line, for programs that collect."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON, in ASCII."""
        moment = datetime.fromtimestamp(record.created, UTC)
        fields = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return json.dumps(fields)
