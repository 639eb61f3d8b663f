from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.chat.asked import Asked
from bot.chat.asking import Asking

if TYPE_CHECKING:
    from bot.answering import Answerer


async def test_a_burst_is_answered_in_order_while_the_event_loop_turns(
    answerer: Answerer,
) -> None:
    asking = Asking(answerer)
    answered: list[int] = []

    async def ask(number: int) -> None:
        await asking.pages(Asked(f"Who denied the allegations {number}?"))
        answered.append(number)

    burst = asyncio.gather(*map(ask, range(200)))
    turns = 0
    while not burst.done():
        await asyncio.sleep(0)
        turns += 1
    asking.close()
    assert answered == list(range(200))
    assert turns > 200
