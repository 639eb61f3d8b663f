from __future__ import annotations

from typing import TYPE_CHECKING

from tests.steps import growth, steps

if TYPE_CHECKING:
    from collections.abc import Callable


def test_steps_are_the_same_each_time() -> None:
    def work() -> int:
        return sum(number for number in range(100))

    assert steps(work) == steps(work) > 100


def test_linear_work_grows_with_its_size() -> None:
    def once(size: int) -> Callable[[], object]:
        return lambda: [number for number in range(size) if number]

    assert 7 < growth(once, 100) < 9


def test_a_loop_in_a_loop_grows_with_the_square() -> None:
    def squared(size: int) -> Callable[[], object]:
        return lambda: [(one, two) for one in range(size) for two in range(size)]

    assert growth(squared, 100) > 50
