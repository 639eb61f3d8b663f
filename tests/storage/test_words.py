from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage import WordCount

if TYPE_CHECKING:
    from bot.storage.store import Store
    from tests.storage.conftest import Clock


async def test_a_word_is_counted_once_three_people_asked(store: Store) -> None:
    for user in (1, 2):
        await store.words.note((1, user, ["Ferry"]))
    assert await store.words.most_asked(1) == ()
    await store.words.note((1, 3, ["ferry"]))
    assert await store.words.most_asked(1) == (WordCount("ferry", 3),)
    await store.words.note((1, 4, ["FERRY"]))
    assert await store.words.most_asked(1) == (WordCount("ferry", 4),)


async def test_one_person_who_asks_often_is_one(store: Store) -> None:
    for _ in range(5):
        await store.words.note((1, 1, ["ferry", "ferry"]))
    assert await store.words.most_asked(1) == ()


async def test_servers_do_not_add_up(store: Store) -> None:
    await store.words.note(*((guild, guild, ["ferry"]) for guild in (1, 2, 3)))
    assert [await store.words.most_asked(guild) for guild in (1, 2, 3)] == [()] * 3


async def test_the_most_asked_come_first_and_not_all(store: Store) -> None:
    for user in range(5):
        ship, boat = ["ship"] if user < 4 else [], ["boat"] if user < 3 else []
        await store.words.note((1, user, ["ferry", *ship]), (1, user, boat))
    assert await store.words.most_asked(1, limit=2) == (
        WordCount("ferry", 5),
        WordCount("ship", 4),
    )


async def test_three_people_in_three_weeks_are_too_few(
    store: Store, clock: Clock
) -> None:
    for user in (1, 2, 3):
        await store.words.note((1, user, ["ferry"]))
        clock.advance(days=7)
    assert await store.words.most_asked(1) == ()


async def test_many_people_at_once_are_counted(store: Store) -> None:
    asking = (store.words.note((1, user, ["ferry"])) for user in range(10))
    await asyncio.gather(*asking)
    (counted,) = await store.words.most_asked(1)
    assert counted == WordCount("ferry", 10)


@pytest.mark.parametrize(
    "word",
    ["a", "x" * 41, "0123456", "me@example.org", "example.org", "@me", "<@123>", "-"],
)
async def test_what_may_be_a_number_an_address_or_a_name_is_never_counted(
    store: Store, word: str
) -> None:
    for user in range(4):
        await store.words.note((1, user, [word]))
    assert await store.words.most_asked(1) == ()


async def test_words_with_a_hyphen_or_an_apostrophe_count(store: Store) -> None:
    for user in range(3):
        await store.words.note((1, user, ["Ro-Ro", "o’clock"]))
    assert [each.word for each in await store.words.most_asked(1)] == [
        "o’clock",
        "ro-ro",
    ]


async def test_a_word_that_nobody_asks_for_is_dropped_in_time(
    store: Store, clock: Clock
) -> None:
    for user in range(3):
        await store.words.note((1, user, ["ferry"]))
    clock.advance(days=181)
    await store.sweep(left_for=timedelta(days=30))
    assert await store.words.most_asked(1) == ()


async def test_who_wants_to_be_forgotten_has_not_asked(store: Store) -> None:
    for user in range(4):
        await store.words.note((1, user, ["ferry", "ship"]))
    await store.words.note((1, 9, ["ship"]))
    await store.forget_person(2)
    assert await store.words.most_asked(1) == (
        WordCount("ship", 4),
        WordCount("ferry", 3),
    )
    await store.forget_person(3)
    assert await store.words.most_asked(1) == (WordCount("ship", 3),)


ASKED = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["ferry", "ship", "boat"])),
    max_size=15,
)


@pytest.mark.usefixtures("uncovered")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
async def test_a_count_is_that_of_different_people_and_never_under_three(
    store: Store, clock: Clock, asked: list[tuple[int, str]]
) -> None:
    clock.advance(days=7)
    guild = int(clock().timestamp())
    for user, word in asked:
        await store.words.note((guild, user, [word]))
    people = {word: {u for u, w in asked if w == word} for _, word in asked}
    expected = {w: len(users) for w, users in people.items() if len(users) >= 3}
    counted = await store.words.most_asked(guild)
    assert {each.word: each.count for each in counted} == expected
