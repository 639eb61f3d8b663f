"""Counts the steps that work takes, which a busy machine does not change.

A step is a line of Python that is run or a function of Python that is called. What
happens inside of a function written in C is one step, however long it takes.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

__all__ = ["growth", "steps", "traced"]


@contextlib.contextmanager
def traced(trace: Any) -> Iterator[None]:  # noqa: ANN401 - any function of this kind
    """Let a trace function alone see what is run, or none.

    Where coverage sees it, calls take three times as long.
    """
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def steps(work: Callable[[], object]) -> int:
    """Return how many steps the work takes.

    What ends with something that other tests have left is none of them.
    """
    count = 0

    def trace(_frame: FrameType, event: str, _value: object) -> Any:  # noqa: ANN401
        nonlocal count
        count += event in {"call", "line"}
        return trace

    collects = gc.isenabled()
    with traced(None):
        gc.disable()
        try:
            sys.settrace(trace)
            work()
        finally:
            sys.settrace(None)
            if collects:
                gc.enable()
    return count


def growth(work: Callable[[int], Callable[[], object]], size: int) -> float:
    """Return how many times the steps eight times the size takes.

    `work` makes, for a size, the work to be counted. Linear work gives about 8, work
    that grows with the square up to 64.
    """
    work(size // 8)()  # what is made once
    return steps(work(8 * size)) / steps(work(size))
