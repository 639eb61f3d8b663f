from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.evidence import merged

SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda s: (s[0], sum(s)))
)


@given(SPANS)
def test_spans_that_overlap_become_one(spans: list[tuple[int, int]]) -> None:
    result = list(merged(spans))
    covered = {place for span in spans for place in range(*span)}
    assert [place for span in result for place in range(*span)] == sorted(covered)
    assert all(start < end for start, end in result)
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    assert all(start in starts and end in ends for start, end in result)
    for (_, end), (start, _) in pairwise(result):
        assert end <= start


def test_spans_that_only_touch_stay_apart() -> None:
    assert list(merged([(4, 6), (0, 2), (2, 4)])) == [(0, 2), (2, 4), (4, 6)]
    assert list(merged([(0, 9), (3, 5), (8, 12)])) == [(0, 12)]
    assert list(merged([])) == []
