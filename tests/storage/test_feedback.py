from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage import FeedbackCount, PassageAddress

if TYPE_CHECKING:
    from bot.storage.store import Store
    from tests.storage.conftest import Clock

HERE = PassageAddress("a", "hash", 0, 10)
THERE = PassageAddress("a", "hash", 10, 20)


async def test_votes_are_counted_by_server_and_passage(store: Store) -> None:
    assert await store.feedback.vote(1, 7, THERE, helpful=False)
    assert await store.feedback.vote(1, 7, HERE, helpful=True)
    assert await store.feedback.vote(1, 8, HERE, helpful=False)
    assert await store.feedback.vote(2, 7, HERE, helpful=True)
    assert await store.feedback.vote(None, 7, HERE, helpful=True)
    assert await store.feedback.counts(1) == (
        FeedbackCount(HERE, helpful=1, unhelpful=1),
        FeedbackCount(THERE, helpful=0, unhelpful=1),
    )
    only = (FeedbackCount(HERE, helpful=1, unhelpful=0),)
    assert await store.feedback.counts(2) == only
    assert await store.feedback.counts(None) == only
    assert await store.feedback.counts(3) == ()


async def test_a_second_press_counts_nothing(store: Store) -> None:
    assert await store.feedback.vote(1, 7, HERE, helpful=True)
    assert not await store.feedback.vote(1, 7, HERE, helpful=True)
    assert await store.feedback.counts(1) == (FeedbackCount(HERE, 1, 0),)


async def test_many_presses_at_once_count_once(store: Store) -> None:
    votes = (store.feedback.vote(1, 7, HERE, helpful=True) for _ in range(12))
    assert sum(await asyncio.gather(*votes)) == 1
    assert await store.feedback.counts(1) == (FeedbackCount(HERE, 1, 0),)


async def test_a_change_of_mind_takes_the_first_vote_back(store: Store) -> None:
    await store.feedback.vote(1, 7, HERE, helpful=True)
    assert await store.feedback.vote(1, 7, HERE, helpful=False)
    assert await store.feedback.counts(1) == (FeedbackCount(HERE, 0, 1),)


async def test_the_next_day_nobody_knows_who_voted(store: Store, clock: Clock) -> None:
    await store.feedback.vote(1, 7, HERE, helpful=True)
    clock.advance(days=1)
    await store.feedback.forget(7)
    assert await store.feedback.counts(1) == (FeedbackCount(HERE, 1, 0),)
    assert await store.feedback.vote(1, 7, HERE, helpful=True)
    assert await store.feedback.counts(1) == (FeedbackCount(HERE, 2, 0),)


async def test_who_wants_to_be_forgotten_has_not_voted(store: Store) -> None:
    for passage in (HERE, THERE):
        await store.feedback.vote(1, 7, passage, helpful=True)
    await store.feedback.vote(2, 7, HERE, helpful=False)
    await store.feedback.vote(1, 8, HERE, helpful=True)
    await store.forget_person(7)
    assert await store.feedback.counts(1) == (FeedbackCount(HERE, 1, 0),)
    assert await store.feedback.counts(2) == ()


VOTES = st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=12)


@pytest.mark.usefixtures("uncovered")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(votes=VOTES)
async def test_the_counts_are_the_last_votes(
    store: Store, clock: Clock, votes: list[tuple[int, bool]]
) -> None:
    clock.advance(days=1)
    passage = PassageAddress("a", clock().isoformat(), 0, 1)
    for user, helpful in votes:
        await store.feedback.vote(1, user, passage, helpful=helpful)
    last = [*dict(votes).values()]
    expected = FeedbackCount(passage, last.count(True), last.count(False))
    counted = [c for c in await store.feedback.counts(1) if c.passage == passage]
    assert counted == ([expected] if last else [])
