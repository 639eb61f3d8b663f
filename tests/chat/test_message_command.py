"""Right-click a message: the passages that bear on what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simcord import InteractionResult

    from tests.chat.conftest import World

COMMAND = "Find in the articles"


async def find(world: World, text: str, **more: object) -> str:
    files = [("a.txt", b"a")] if more.get("files") else []
    message = await world.alice.send(world.channel, text, attachments=files)
    result = await world.alice.context_menu(world.channel, COMMAND, message)
    return private(result)


def private(result: InteractionResult) -> str:
    assert result.ephemeral
    assert result.response is not None
    return result.response.content


async def test_shows_privately_what_bears_on_a_message(world: World) -> None:
    text = "Russia *denied* the allegations <@1>"
    said = await find(world, text)
    asked = "-# Asked: Russia \\*denied\\* the allegations\n\n"
    assert said.startswith(f"{asked}**Vasily Nebenzya** denied")


async def test_reads_but_the_beginning_of_a_long_message_and_says_so(
    world: World,
) -> None:
    message = await world.alice.send(world.channel, "long")
    # Who pays Discord may write 4,000 characters; simcord lets nobody.
    stored = world.env.backend.messages[world.channel.id][message.id]
    stored.content = ("Russia denied the allegations. " * 130)[:4_000]
    result = await world.alice.context_menu(world.channel, COMMAND, message)
    said = private(result)
    assert said.startswith("-# Asked, in part: Russia denied")
    assert "-# Only the beginning of the message was read." in said


async def test_a_message_without_a_question_gets_a_clear_reply(world: World) -> None:
    for text, files, reply in [
        ("", 1, "This message has only attachments"),
        ("https://a.example <@1>", 0, "There are no words in this"),
        ("🙂", 0, "I need at least one word that I can look up"),
        (
            "\u05e9\u05dc\u05d5\u05dd \u200b\u202e world",
            0,
            (
                "The articles do not answer this question.\n"
                "-# Asked: \u2068\u05e9\u05dc\u05d5\u05dd world\u2069"
            ),
        ),
    ]:
        assert (await find(world, text, files=files)).startswith(reply)


async def test_reads_a_forwarded_message(world: World) -> None:
    message = await world.alice.send(world.channel, "Russia denied the allegations")
    forwarded = await world.alice.forward(message, world.channel)
    result = await world.alice.context_menu(world.channel, COMMAND, forwarded)
    assert "-# Asked: Russia denied" in private(result)


async def test_reads_what_a_bot_wrote(world: World) -> None:
    webhook = world.guild.create_webhook(world.channel, "hook")
    message = await webhook.send("Iran sent drones")
    result = await world.alice.context_menu(world.channel, COMMAND, message)
    assert "\n> " in private(result)
