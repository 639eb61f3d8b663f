from __future__ import annotations

from bot.chat.pausing import Pauses


def test_pauses_double_up_to_the_longest() -> None:
    pauses = Pauses(first=5, longest=300, calm=3_600)
    assert [pauses.after(now) for now in range(8)] == [5, 10, 20, 40, 80, 160, 300, 300]


def test_pauses_begin_anew_after_a_calm_time() -> None:
    pauses = Pauses(first=5, longest=300, calm=3_600)
    assert [pauses.after(now) for now in (0, 10, 3_700)] == [5, 10, 5]
