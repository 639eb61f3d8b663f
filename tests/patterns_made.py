"""Prints the patterns that the program makes while it reads and answers, as JSON.

Each is `[where, pattern, flags, searched, kept]`: the module and the line, whether it
is looked for anywhere in a text, and whether a module keeps it.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

_ME = "__main__"
_ANCHORED = {"match", "fullmatch"}
_CORPUS = Path(__file__).parent.parent / "corpus"
_TEXT = b"""---
language: en
---

Iran's diplomatic mission denied the report. The mission, the Northern Mission of Trade,
said on Tuesday that it was untrue. Mayor Ilse Brandt said she was there. A spokesperson
for the ministry said the minister had left. Another minister denied it.

The minister said in May 2021 that 12 people came. "I saw it," said Ann Poe, 41, in
Dover. She denied that she had lied. The mission said no more.
"""
_QUESTIONS = (
    "How many people came in May 2021?",
    "Who denied the report?",
    "When did the mission say that it was untrue?",
    "hello",
)


def main() -> None:
    """Read articles, answer questions, and print what `re` was given meanwhile."""
    made: set[tuple[str, str, int, bool, bool]] = set()
    compiled = re._compile  # type: ignore[attr-defined] # noqa: SLF001

    def noted(pattern: Any, flags: int) -> Any:  # noqa: ANN401
        frame = sys._getframe(2)  # noqa: SLF001
        module = str(frame.f_globals.get("__name__"))
        function = sys._getframe(1).f_code.co_name  # noqa: SLF001
        result = compiled(pattern, flags)
        if module.startswith("bot.") and isinstance(result.pattern, str):
            kept = _importing(frame)  # and found where it is kept
            where = f"{module}:{frame.f_lineno}"
            searched = function not in _ANCHORED
            made.add((where, result.pattern, int(result.flags), searched, kept))
        return result

    re._compile = noted  # type: ignore[attr-defined] # noqa: SLF001
    from bot.answering import Answerer  # noqa: PLC0415 - what they compile is noted
    from bot.articles import parse_article, read_corpus  # noqa: PLC0415

    articles = [*read_corpus(_CORPUS).articles, parse_article(Path("a.md"), _TEXT)]
    answerer = Answerer(articles)
    for question in _QUESTIONS:
        answerer.answer(question)
    json.dump(sorted(made), sys.stdout)


def _importing(frame: FrameType | None) -> bool:
    while frame:
        if frame.f_code.co_name == "<module>" and frame.f_globals["__name__"] != _ME:
            return True
        frame = frame.f_back
    return False


if __name__ == "__main__":
    main()
