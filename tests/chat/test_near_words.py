from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.answering import Answerer
from bot.articles import Source, make_article
from bot.meaning import open_encoder
from tests.chat.pressing import press

if TYPE_CHECKING:
    from tests.chat.conftest import World

TEXT = "The banker was sent to a penitentiary.\n\nHe likes fresh bread and jam."


@pytest.fixture
def answerer() -> Answerer:
    return Answerer([make_article("bank", TEXT, Source())], encoder=open_encoder())


async def test_why_and_details_tell_a_word_that_was_read_as_near(world: World) -> None:
    question = "was the banker put into prison or another prison"
    await world.alice.send(world.channel, f"{world.mention} {question}")
    answer = world.channel.last_message
    assert answer is not None
    assert "near to" not in answer.content
    told = "I read “prison” as near to “penitentiary”."
    (why,) = (await press(world, world.alice, answer, "Why?")).followups
    assert why.content.count(told) == 1
    (details,) = (await press(world, world.alice, why, "Details")).followups
    assert details.content.count(told) == 1
