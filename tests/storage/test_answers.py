from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.storage import AnsweredMessage, PassageAddress

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
    await store.answers.remember(AnsweredMessage(1, 100, (A2, A1, B, A1)), until)
    await store.answers.remember(AnsweredMessage(1, 101, (B,)), until)
    await store.answers.remember(AnsweredMessage(2, 102, (A1,)), until)
    assert await store.answers.quoting("a") == (
        AnsweredMessage(1, 100, (A1, A2)),
        AnsweredMessage(2, 102, (A1,)),
    )
    assert await store.answers.quoting("c") == ()


async def test_an_edited_answer_quotes_what_it_quotes_now(
    store: Store, clock: Clock
) -> None:
    until = clock() + WEEK
    await store.answers.remember(AnsweredMessage(1, 100, (A1,)), until)
    await store.answers.remember(AnsweredMessage(1, 100, (B,)), until)
    assert await store.answers.quoting("a") == ()
    await store.answers.remember(AnsweredMessage(1, 100, ()), until)
    assert await store.answers.quoting("b") == ()


async def test_answers_are_forgotten_in_time(store: Store, clock: Clock) -> None:
    await store.answers.remember(AnsweredMessage(1, 100, (A1,)), clock() + WEEK)
    clock.advance(days=7)
    assert await store.answers.quoting("a") == ()
    await store.sweep(left_for=WEEK)
    clock.advance(days=-7)
    assert await store.answers.quoting("a") == ()


async def test_deleted_messages_and_channels_are_forgotten(
    store: Store, clock: Clock
) -> None:
    for message in (100, 101):
        answer = AnsweredMessage(1, message, (A1,))
        await store.answers.remember(answer, clock() + WEEK)
    await store.answers.remember(AnsweredMessage(2, 102, (A1,)), clock() + WEEK)
    await store.answers.forget_message(100)
    assert [each.message for each in await store.answers.quoting("a")] == [101, 102]
    await store.answers.forget_channel(1)
    assert [each.message for each in await store.answers.quoting("a")] == [102]
