from __future__ import annotations

import pytest

from bot.articles.addresses import page_of, without_tracking


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?utm_source=rss&utm_medium=feed", "https://a.example/x"),
        (
            "https://a.example/x?id=7&fbclid=abc&page=2",
            "https://a.example/x?id=7&page=2",
        ),
        ("https://a.example/x?gclid=1#xtor=RSS-3", "https://a.example/x"),
        ("https://a.example/x#part", "https://a.example/x#part"),
        ("https://a.example/x?q=utm_source", "https://a.example/x?q=utm_source"),
        ("https://[", "https://["),
    ],
)
def test_only_what_counts_visitors_is_taken_away(url: str, expected: str) -> None:
    assert without_tracking(url) == expected


def test_the_addresses_of_one_page_have_all_but_that_in_common() -> None:
    same = (
        "http://www.A.example/x/",
        "https://a.example/x?utm_id=1",
        "https://a.example/x#p",
    )
    assert len(set(map(page_of, same))) == 1
    assert page_of("https://a.example/x?id=1") != page_of("https://a.example/x?id=2")
    assert page_of("https://[") == "https://["
