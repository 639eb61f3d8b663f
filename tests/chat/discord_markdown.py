"""A strict model of what Discord's client makes of a message's markdown.

It knows the constructs that the client knows, takes each wherever it could begin,
and reports everything that would act. Where clients differ, it takes the wider
reading, so that text which stays plain here stays plain in all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BLOCKS = {
    "quote": re.compile(r" *> +(?=\S)"),
    "quote to the end": re.compile(r" *>>>\s"),
    "small": re.compile(r"-# +(?=\S)"),
    "heading": re.compile(r" *#{1,3}\s"),
    "list": re.compile(r" *(?:[-*+]|\d+[.)])\s"),
}
ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
LINK = re.compile(r"<(https?://[^\s<>]+)>")
NAMED_LINK = re.compile(r"\[([^\[\]\\*]+)\]\(<(https?://[^\s<>()]+)>\)")
BOLD = re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")
ACTING = {
    "code": re.compile(r"`+[\s\S]*?`"),
    "mention": re.compile(r"<(?:@[!&]?|#)\d+>|@(?:everyone|here)"),
    "command": re.compile(r"</[^>\n]+:\d+>"),
    "place": re.compile(r"<id:\w+>"),
    "custom emoji": re.compile(r"<a?:\w+:\d+>"),
    "emoji": re.compile(r":[^\s:]+?:"),
    "time": re.compile(r"<t:-?\d+(?::\w)?>"),
    "address": re.compile(r"(?i:[a-z][a-z0-9+.-]*://[^\s<]|(?:mailto|tel):\S)"),
    "invitation": re.compile(r"(?i:discord(?:app)?\.(?:gg|com/invite)/[\w-])"),
    "masked link": re.compile(r"\[[^\]]*\]\("),
    "underline": re.compile(r"__[\s\S]+?__"),
    "emphasis": re.compile(r"\*\S[\s\S]*?\*|\b_[\s\S]+?_\b"),
    "strike": re.compile(r"~~[\s\S]+?~~"),
    "spoiler": re.compile(r"\|\|[\s\S]+?\|\|"),
}
ANY_ACTING = re.compile("|".join(pattern.pattern for pattern in ACTING.values()))


@dataclass
class Line:
    """One line as shown: what kind it is, its text, what acts inside it."""

    kind: str = "plain"
    text: str = ""
    bold: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    acting: list[str] = field(default_factory=list)


def shown(message: str) -> list[Line]:
    """Return the lines of a message as a reader sees them."""
    lines: list[Line] = []
    rest = message
    while rest:
        line = Line()
        lines.append(line)
        rest = _inline(_start(rest, line), line)
    return lines


def _start(rest: str, line: Line) -> str:
    found = True
    while found:
        found = False
        for kind, pattern in BLOCKS.items():
            if match := pattern.match(rest):
                if line.kind != "plain":
                    line.acting.append(f"{kind} in {line.kind}")
                line.kind, rest, found = kind, rest[match.end() :], True
                break
    return rest


def _inline(rest: str, line: Line) -> str:
    """Read to the end of the line; return what comes after it."""
    while rest and rest[0] != "\n":
        if match := ESCAPE.match(rest):
            line.text += match[1]
        elif match := LINK.match(rest):
            line.text += match[1]
            line.links.append(match[1])
        elif match := NAMED_LINK.match(rest):
            line.text += match[1]
            line.links.append(match[2])
        elif match := BOLD.match(rest):
            _bold(match[1], line)
        else:
            if ANY_ACTING.match(rest):
                line.acting += [n for n, p in ACTING.items() if p.match(rest)]
            line.text += rest[0]
        rest = rest[match.end() if match else 1 :]
    return rest[1:]


def _bold(inner: str, line: Line) -> None:
    if "\n" in inner:
        line.acting.append("bold over several lines")
    part = Line()
    _inline(inner, part)
    line.text += part.text
    line.bold.append(part.text)
    line.links += part.links
    line.acting += part.acting
