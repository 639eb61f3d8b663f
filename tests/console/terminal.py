"""A terminal at which a person types, for what asks at one."""

from __future__ import annotations

import contextlib
import os
import pty
from typing import TYPE_CHECKING

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

__all__ = ["typing_at_a_terminal"]


@contextlib.contextmanager
def typing_at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str) -> Iterator[None]:
    """Make standard input a terminal where this is typed."""
    screen, terminal = pty.openpty()
    with (
        os.fdopen(screen),
        os.fdopen(terminal) as stdin,
        create_pipe_input() as keys,
        create_app_session(input=keys, output=DummyOutput()),
    ):
        monkeypatch.setattr("sys.stdin", stdin)
        keys.send_text(typed)
        yield
