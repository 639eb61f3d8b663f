"""Asks at the terminal whether an article is right, and lets its fields be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.console.line import Style, line
from bot.console.printing import show
from bot.console.proposal import FIELDS, proposal_lines
from bot.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from prompt_toolkit import PromptSession

    from bot.console.proposal import Proposal

__all__ = ["confirmed"]

_QUESTION = "Add it? yes, no, or the name of a field to correct: "
_YES, _NO = {"y", "yes"}, {"n", "no"}
_HINT = f"Type yes, no, slug, {', '.join(FIELDS)}."


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
