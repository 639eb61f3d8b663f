from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.storage import Actor, AnsweredMessage, Draft, PassageAddress
from tests.quoting import quoting

if TYPE_CHECKING:
    from bot.storage.store import Store
    from tests.storage.conftest import Clock

A1 = PassageAddress("a", "hash", 0, 10)
A2 = PassageAddress("a", "hash", 10, 20)
B = PassageAddress("b", "hash", 0, 10)
WEEK = timedelta(days=7)


async def test_the_messages_that_quote_an_article_are_found(
    store: Store, clock: Clock
) -> None:
    until = clock() + WEEK
    await store.answers.remember(AnsweredMessage(1, 100, (A2, A1, B, A1)), until=until)
    await store.answers.remember(AnsweredMessage(1, 101, (B,)), until=until)
    await store.answers.remember(AnsweredMessage(2, 102, (A1,), 7), until=until)
    assert await quoting(store, "a") == (
        AnsweredMessage(1, 100, (A1, A2)),
        AnsweredMessage(2, 102, (A1,), 7),
    )
    assert await quoting(store, "c") == ()


async def test_an_edited_answer_quotes_what_it_quotes_now(
    store: Store, clock: Clock
) -> None:
    until = clock() + WEEK
    await store.answers.remember(AnsweredMessage(1, 100, (A1,)), until=until)
    await store.answers.remember(AnsweredMessage(1, 100, (B,)), until=until)
    assert await quoting(store, "a") == ()
    await store.answers.remember(AnsweredMessage(1, 100, ()), until=until)
    assert await quoting(store, "b") == ()


async def test_answers_are_forgotten_in_time(store: Store, clock: Clock) -> None:
    await store.answers.remember(AnsweredMessage(1, 100, (A1,)), until=clock() + WEEK)
    clock.advance(days=7)
    assert await quoting(store, "a") == ()
    await store.sweep(left_for=WEEK)
    clock.advance(days=-7)
    assert await quoting(store, "a") == ()


async def test_deleted_messages_and_channels_are_forgotten(
    store: Store, clock: Clock
) -> None:
    for message in (100, 101):
        answer = AnsweredMessage(1, message, (A1,))
        await store.answers.remember(answer, until=clock() + WEEK)
    await store.answers.remember(AnsweredMessage(2, 102, (A1,)), until=clock() + WEEK)
    await store.answers.forget_message(100)
    assert [each.message for each in await quoting(store, "a")] == [101, 102]
    await store.answers.forget_channel(1)
    assert [each.message for each in await quoting(store, "a")] == [102]


async def test_of_many_answers_noted_at_once_the_last_of_a_message_counts(
    store: Store, clock: Clock
) -> None:
    answers = [AnsweredMessage(1, 100 + n % 150, (A1, B)) for n in range(200)]
    answers.append(AnsweredMessage(1, 100, (B,)))
    await store.answers.remember(*answers, until=clock() + WEEK)
    assert len(await quoting(store, "b")) == 150
    assert len(await quoting(store, "a")) == 149
    await store.answers.remember(until=clock() + WEEK)


async def test_it_is_known_whether_a_message_quotes_what_is_withdrawn(
    store: Store, clock: Clock
) -> None:
    for slug in "ab":
        await store.articles.add(slug, Draft("Text."), by=Actor())
    one, other = AnsweredMessage(1, 100, (A1,)), AnsweredMessage(1, 101, (B,))
    await store.answers.remember(one, other, until=clock() + WEEK)
    assert not await store.answers.are_changed([100, 101])
    await store.articles.withdraw("a", "why", by=Actor())
    assert await store.answers.are_changed([100, 101])
    assert not await store.answers.are_changed([101])
    assert not await store.answers.are_changed([])
