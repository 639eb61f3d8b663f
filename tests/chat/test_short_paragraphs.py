"""Passages over several short paragraphs, as members see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.chat import build_bot
from bot.storage import Actor
from tests.chat.pressing import press

if TYPE_CHECKING:
    from pathlib import Path

    from discord.ext import commands

    from bot.chat.client import ChatBot
    from bot.library import Library
    from tests.chat.conftest import World

FOUND = "The ferry Orn was found adrift off Vik on Monday."
SAID = "It had left with nobody on board, the coast guard’s Ida Holm said."
TEXT = f"""# Ferries

The harbour of Vik has two ferries.

## Adrift

{FOUND}

{SAID}

## Weather

It rained.
"""
QUESTION = "who was on board when the ferry left"


# Two sentences that answer nearly as well, too long for one short answer.
LONG = """The ferry Elg was sold to a firm in Bergen in the spring of last year, after
two years in which nobody on the island had wanted to pay for the repair of its hull and
its engine, as the harbour board had asked of the town in three letters."""
OTHER = """The ferry Elg was sold for nine million kroner, a sum that was put aside for
the school that the island had been without since the flood of the year before, when the
river took its roof and the greater part of its eastern wall away."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "elg.md").write_text(f"{LONG}\n\n{OTHER}\n", "utf-8")
    (folder / "ferry.md").write_text(f"---\ntitle: Vik\n---\n{TEXT}", "utf-8")
    return folder


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state)


def plain(text: str) -> list[str]:
    return text.replace("**", "").split("\n")


async def test_each_paragraph_is_a_line_of_the_quotation_under_who_says_it(
    world: World,
) -> None:
    answer = await world.answer(QUESTION)
    who, *quoted, credit = plain(answer.content)
    assert quoted == [f"> {FOUND}", f"> {SAID}"]
    assert "Ida Holm" in who
    assert "Report" in who  # the first of them is not hers
    assert credit.startswith("-# “Vik” · ")
    (around,) = (await press(world, world.alice, answer, "Context")).followups
    lines = plain(around.content)
    at = lines.index("-# The passage:")
    assert lines[at + 1 : at + 4] == [*quoted, "-# After:"]


async def test_a_withdrawn_article_takes_all_paragraphs_of_its_quotation(
    world: World, library: Library
) -> None:
    answer = await world.answer(QUESTION)
    await library.withdraw("ferry", "Invented.", by=Actor())
    bot: ChatBot = world.env.bot  # type: ignore[assignment]
    await bot.mending.mend("ferry")
    (now,) = (m for m in world.channel.history() if m.id == answer.id)
    assert "\n> " not in now.content
    assert now.content == "“Vik” has since been withdrawn: Invented."


async def test_who_asks_for_its_source_does_not_read_a_quotation_again(
    world: World,
) -> None:
    answer = await world.answer(QUESTION)
    await world.alice.send(world.channel, "source?", reply_to=answer)
    assert world.channel.last_message is not None
    again = world.channel.last_message.content
    assert "That is quoted above. It comes from:\n" in again
    assert "> " not in again


async def test_a_neighbour_without_room_in_the_answer_stands_behind_more(
    world: World,
) -> None:
    answer = await world.answer("was the ferry Elg sold")
    (more,) = (await press(world, world.alice, answer, "More")).followups
    said = "\n".join([*plain(answer.content), *plain(more.content)]).split("\n")
    quoted = {line for line in said if line.startswith("> ")}
    assert quoted == {f"> {text.replace(chr(10), ' ')}" for text in (LONG, OTHER)}
