"""The buttons under an answer, after a restart, for others, twice, and too late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.answering import Answerer
from bot.articles import read_corpus
from bot.chat import build_bot
from bot.chat.button_state import Action, ButtonState, Place, read, write
from bot.chat.worker import FAILED
from tests.chat.pressing import labels, press, standing
from tests.chat.shelved import INDEX, library_of

if TYPE_CHECKING:
    from pathlib import Path

    from simcord import InteractionResult, MemberActor
    from simcord.results import ResponseMessage

    from tests.chat.conftest import World

    Message = discord.Message | ResponseMessage

TOPIC = "UAVs drones denied accusation resolution"
QUESTION = f"What of the {TOPIC}?"
SHORT = "What payload?"  # one passage answers it, with room around it


@pytest.fixture
def corpus(corpus: Path, tmp_path: Path) -> Path:
    """Return a folder that a test may change."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for file in corpus.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture
def bob(world: World) -> MemberActor:
    return world.guild.add_member(world.env.create_user("bob"))


@pytest.fixture
def moderator(world: World) -> MemberActor:
    permissions = discord.Permissions(manage_messages=True, view_channel=True)
    role = world.guild.create_role("moderators", permissions=permissions)
    return world.guild.add_member(world.env.create_user("mod"), roles=[role])


async def ask(
    world: World, question: str = QUESTION, *, private: bool = False
) -> Message:
    result = await world.alice.slash(
        world.channel, "ask", question=question, private=private
    )
    assert result.response is not None
    return result.response


async def mention(world: World, question: str = QUESTION) -> tuple[Message, Message]:
    """Return a question and its answer."""
    asked = await world.alice.send(world.channel, f"{world.mention} {question}")
    assert world.channel.last_message is not None
    return asked, world.channel.last_message


def now(world: World, message: Message) -> Any:  # noqa: ANN401 - simcord's own
    return world.env.backend.messages[world.channel.id].get(message.id)


def custom_id(world: World, message: Message, label: str) -> str:
    """Return the custom_id of a button; a number in brackets need not be named."""
    place = labels(world, message).index(label)
    return str(standing(world, message)[place]["custom_id"])


def said(result: InteractionResult) -> str:
    """Return the only thing said to the one who pressed, which is private."""
    (message,) = result.followups
    assert message.ephemeral
    return message.content


async def restart(world: World, corpus: Path, state: Path) -> None:
    answerer = Answerer(read_corpus(corpus).articles, INDEX.segments)
    await world.env.restart_bot(build_bot(library_of(answerer), state=state))


async def test_an_answer_has_its_buttons_in_one_row(world: World) -> None:
    _, answer = await mention(world)
    assert labels(world, answer) == ["More", "Context", "Why?", "Delete"]
    assert labels(world, await ask(world)) == labels(world, answer)
    private = await ask(world, private=True)
    assert labels(world, private) == ["More", "Context", "Why?", "Share"]


async def test_what_is_known_of_a_source_shows_its_question_and_goes_or_is_shared(
    world: World,
) -> None:
    for private, label in ((False, "Delete"), (True, "Share")):
        answer = await ask(world, "who wrote this", private=private)
        asked, said, _source = answer.content.split("\n")
        assert asked == "-# Asked: who wrote this"
        assert said.startswith("The source names no author.")
        assert labels(world, answer) == [label]
        result = await press(world, world.alice, answer, label)
        shared = [message.content for message in result.followups]
        assert [answer.content in text for text in shared] == [True] * private
        assert bool(now(world, answer)) is private


async def test_what_quotes_nothing_has_no_buttons(world: World) -> None:
    result = await world.alice.slash(world.channel, "privacy")
    assert result.response is not None
    assert result.response.components == []


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("by_mention", [True, False])
async def test_more_shows_the_next_passages_once_and_after_a_restart(
    world: World, corpus: Path, state: Path, *, by_mention: bool
) -> None:
    answer = (await mention(world))[1] if by_mention else await ask(world)
    await restart(world, corpus, state)
    result = await press(world, world.alice, answer, "More")
    (more,) = result.followups
    assert not more.ephemeral
    assert more.content.startswith(f"-# Asked: {QUESTION}\n\n**")
    assert not set(quotes(more.content)) & set(quotes(answer.content))
    assert labels(world, answer) == ["Context", "Why?", "Delete"]


async def test_more_goes_on_until_there_is_nothing_more(world: World) -> None:
    message: Message = await ask(world, private=True)
    seen = quotes(message.content)
    for _ in range(9):
        if "More" not in labels(world, message):
            break
        result = await press(world, world.alice, message, "More")
        (following,) = result.followups
        assert following.ephemeral
        if following.content.startswith("The articles have nothing more"):
            assert "More" not in labels(world, message)
            break
        seen += quotes(following.content)
        message = following
    assert len(seen) > 4
    assert len(set(seen)) == len(seen)


async def test_more_keeps_to_the_article_that_was_asked(
    world: World, corpus: Path, state: Path
) -> None:
    (corpus / "drones.md").write_text("Drones, drones, drones.\n", encoding="utf-8")
    await restart(world, corpus, state)
    result = await world.alice.slash(
        world.channel, "ask", question=QUESTION, article="mehr-iran-drones"
    )
    assert result.response is not None
    answer = result.response
    more = await press(world, world.alice, answer, "More")
    assert "Drones, drones" not in more.followups[0].content
    (corpus / "mehr-iran-drones.md").unlink()
    await restart(world, corpus, state)
    pressed = await press(world, world.alice, more.followups[0], "More")
    assert said(pressed).startswith("This article can no longer")


def quotes(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("> ")]


async def test_context_shows_anybody_the_sentences_around_privately(
    world: World, bob: MemberActor, corpus: Path, state: Path
) -> None:
    _, answer = await mention(world, SHORT)
    before = now(world, answer).content
    await restart(world, corpus, state)
    around = said(await press(world, bob, answer, "Context"))
    assert "-# Before:\n> " in around
    assert "-# The passage:\n> " in around
    assert len("".join(quotes(around))) > len("".join(quotes(before)))
    assert now(world, answer).content == before


@pytest.mark.usefixtures("uncovered")
async def test_why_says_privately_and_to_anybody_what_words_matched(
    world: World, bob: MemberActor, corpus: Path, state: Path
) -> None:
    _, answer = await mention(world)
    await restart(world, corpus, state)
    text = said(await press(world, bob, answer, "Why?"))
    assert text.count(". ") == 1
    assert "with your question. I am " in text
    assert text.endswith("% sure that it answers your question.")


async def test_details_give_the_figures_behind_a_reason(
    world: World, bob: MemberActor, corpus: Path, state: Path
) -> None:
    _, answer = await mention(world)
    reason = (await press(world, bob, answer, "Why?")).followups[0]
    assert labels(world, reason) == ["Details"]
    await restart(world, corpus, state)
    text = said(await press(world, bob, reason, "Details"))
    assert "**Passage 1** (¶ " in text
    assert "Words that match: “" in text
    assert "**The articles answer the question**: confidence " in text


async def test_share_makes_a_private_answer_public_once(
    world: World, corpus: Path, state: Path
) -> None:
    private = await ask(world, private=True)
    await restart(world, corpus, state)
    result = await press(world, world.alice, private, "Share")
    (public,) = result.followups
    assert not public.ephemeral
    assert public.content == f"-# Shared by alice\n{private.content}"
    assert labels(world, public) == ["More", "Context", "Why?", "Delete"]
    assert labels(world, private) == ["More", "Context", "Why?"]
    await press(world, world.alice, public, "More")
    await press(world, world.alice, public, "Delete")
    assert now(world, public) is None


async def test_share_where_discord_keeps_it_private_says_so(world: World) -> None:
    private = await ask(world, private=True)
    world.env.inject_error("POST", "/webhooks/*", status=403)
    result = await press(world, world.alice, private, "Share")
    assert said(result).startswith("Discord does not let me write publicly here: you")
    assert "Share" in labels(world, private)


async def test_the_asker_deletes_an_answer(
    world: World, corpus: Path, state: Path
) -> None:
    answer = await ask(world)
    await restart(world, corpus, state)
    await press(world, world.alice, answer, "Delete")
    assert now(world, answer) is None


async def test_a_moderator_deletes_an_answer(
    world: World, moderator: MemberActor
) -> None:
    _, answer = await mention(world)
    await press(world, moderator, answer, "Delete")
    assert now(world, answer) is None


@pytest.mark.parametrize("label", ["More", "Delete"])
async def test_somebody_else_is_told_privately_that_it_is_not_theirs(
    world: World, bob: MemberActor, label: str
) -> None:
    _, answer = await mention(world)
    before = now(world, answer).content
    assert said(await press(world, bob, answer, label)).startswith(
        "Only the person who asked"
    )
    assert now(world, answer).content == before


@pytest.mark.parametrize("label", ["More", "Why?"])
async def test_without_the_question_its_buttons_say_so(
    world: World, label: str
) -> None:
    asked, answer = await mention(world)
    assert isinstance(asked, discord.Message)
    await world.alice.delete(asked)
    text = said(await press(world, world.alice, answer, label))
    assert text == "The question is no longer there; please ask it again."


async def test_a_question_that_was_edited_to_no_words_is_no_longer_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.conversing._MOST_REMEMBERED", 0)  # as after a restart
    asked, answer = await mention(world)
    assert isinstance(asked, discord.Message)
    await world.alice.edit(asked, f"{world.mention} https://a.example")
    text = said(await press(world, world.alice, answer, "Why?"))
    assert text == "The question is no longer there; please ask it again."


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [("changed", "The article has changed"), ("gone", "This article can no longer")],
)
async def test_an_article_that_changed_or_went_is_not_quoted_any_more(
    world: World, corpus: Path, state: Path, *, change: str, sentence: str
) -> None:
    answer = await ask(world, private=True)
    file = corpus / "mehr-iran-drones.md"
    if change == "gone":
        (corpus / "zebras.md").write_text("Zebras sleep.\n", encoding="utf-8")
        file.unlink()
    else:
        file.write_text(file.read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    await restart(world, corpus, state)
    for label in ("Context", "Why?", "Share"):
        pressed = await press(world, world.alice, answer, label)
        assert said(pressed).startswith(sentence)


def forge(world: World, message: Message, custom_id: str) -> None:
    now(world, message).components = [
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 2, "label": "Forged", "custom_id": custom_id}
            ],
        }
    ]


async def test_a_forged_button_is_answered_privately(world: World) -> None:
    for custom_id, sentence in [
        ("why1:AAAA", "This button no longer works"),
        ("around2:____", "This button no longer works"),
        ("share1:AAAA", "This button is from an earlier version"),
        ("why0:AAAA", "This button is from an earlier version"),
        ("nonsense", "This button is from an earlier version"),
        ("why1:", "This button is from an earlier version"),
        ("why1:%$/", "This button is from an earlier version"),
    ]:
        answer = await ask(world)
        forge(world, answer, custom_id)
        pressed = await press(world, world.alice, answer, "Forged")
        message = pressed.followups[0] if pressed.followups else pressed.response
        assert message is not None
        assert message.ephemeral
        assert message.content.startswith(sentence)


async def test_a_forged_place_shows_nothing(world: World) -> None:
    answer = await ask(world)
    code = read(custom_id(world, answer, "Context"))
    place = Place(code.places[0].key, code.places[0].start + 1, code.places[0].end)
    forge(
        world, answer, write(Action.CONTEXT, ButtonState(code.asker, places=(place,)))
    )
    pressed = await press(world, world.alice, answer, "Forged")
    assert said(pressed).startswith("This button does not lead")


async def test_a_button_that_the_message_has_no_longer_says_so(world: World) -> None:
    answer = await ask(world)
    pressed = sent(world, answer, custom_id(world, answer, "More"), components=[])
    await world.env.settle()
    assert replies(world, pressed) == ["This button has already been used."]


async def test_two_presses_at_the_same_moment_show_one_answer(world: World) -> None:
    answer = await ask(world)
    more = custom_id(world, answer, "More")
    presses = [sent(world, answer, more) for _ in range(2)]
    await world.env.settle()
    first, second = (replies(world, pressed) for pressed in presses)
    assert first[0].startswith("-# Asked:")
    assert second == ["This button was just pressed; one moment, please."]


def sent(world: World, message: Message, custom_id: str, **changes: object) -> Any:  # noqa: ANN401 - simcord's own
    """Press a button without waiting for what comes of it."""
    from simcord import interactions  # noqa: PLC0415
    from simcord.backend import serializers  # noqa: PLC0415

    backend = world.env.backend
    record, payload = interactions.base_payload(
        backend,
        type=3,
        channel_id=world.channel.id,
        guild_id=world.guild.id,
        user_id=world.alice.id,
        data={"custom_id": custom_id, "component_type": 2},
    )
    whole = dict(serializers.message_payload(backend, now(world, message)))
    payload["message"] = whole | changes
    record.source_message_id = message.id
    backend.emit("INTERACTION_CREATE", payload)
    return record


def replies(world: World, record: Any) -> list[str]:  # noqa: ANN401 - simcord's own
    ids = [*record.followup_ids, *([record.message_id] if record.message_id else [])]
    stored = world.env.backend.messages[world.channel.id]
    return [
        stored[i].content
        for i in ids
        if stored[i].content and i != record.source_message_id
    ]


async def test_an_answer_deleted_behind_its_button_is_named(world: World) -> None:
    answer = await ask(world)
    world.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008)
    text = said(await press(world, world.alice, answer, "More"))
    assert text == "This answer was deleted."
    world.env.inject_error("POST", "/interactions/*", status=404, code=10062)
    late = await press(world, world.alice, answer, "Why?")
    assert late.response is not None
    assert late.response.content.startswith("That did not work")  # it is still there


@pytest.mark.parametrize("status", [429, 500, 403])
async def test_a_refusal_by_discord_is_said_privately(
    world: World, status: int
) -> None:
    answer = await ask(world)
    world.env.inject_error("PATCH", "/webhooks/*", status=status)
    text = said(await press(world, world.alice, answer, "More"))
    assert text.startswith("That did not work")


async def test_share_says_so_where_discord_made_the_copy_private(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = await ask(world, private=True)
    send = discord.Webhook.send

    async def made_private(self: discord.Webhook, *args: Any, **more: Any) -> Any:  # noqa: ANN401
        return await send(self, *args, **more | {"ephemeral": True})

    monkeypatch.setattr(discord.Webhook, "send", made_private)
    result = await press(world, world.alice, private, "Share")
    assert result.followups[-1].content == (
        "Discord does not let me write publicly here: you need the permission Use "
        "External Apps, or I need to be invited."
    )


async def test_why_says_so_where_the_passages_are_no_longer_found(
    world: World,
) -> None:
    asked, answer = await mention(world)
    now(world, asked).content = f"{world.mention} xylophones"
    text = said(await press(world, world.alice, answer, "Why?"))
    assert text.startswith("The question no longer finds these")


async def test_more_that_fails_says_so_privately_and_may_be_pressed_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await ask(world)

    def fail(*_: object, **__: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(Answerer, "answer", fail)
        assert said(await press(world, world.alice, answer, "More")) == FAILED
    assert "More" in labels(world, answer)
    result = await press(world, world.alice, answer, "More")
    assert result.followups[0].content.startswith("-# Asked:")


class TestThreeZebras:
    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Path:
        folder = tmp_path / "corpus"
        folder.mkdir()
        names = ("Ann", "Bea", "Cyd")
        text = "\n\n".join(f"# {name}\n\nZebra {name} sleeps." for name in names)
        (folder / "zebras.md").write_text(text, encoding="utf-8")
        return folder

    async def test_more_says_how_many_there_are_and_goes_with_the_last(
        self, world: World
    ) -> None:
        shown = (await mention(world, "zebra"))[1]
        texts = [now(world, shown).content]
        for left in (2, 1):
            assert standing(world, shown)[0]["label"] == f"More ({left})"
            pressed = await press(world, world.alice, shown, "More")
            assert "More" not in labels(world, shown)
            (shown,) = pressed.followups
            texts.append(shown.content)
        assert "More" not in labels(world, shown)
        assert len({quote for text in texts for quote in quotes(text)}) == 3


async def test_not_found_leads_to_what_comes_closest_and_to_the_articles(
    world: World, bob: MemberActor, corpus: Path, state: Path
) -> None:
    _, answer = await mention(world, "What is the price of a missile?")
    assert labels(world, answer) == ["Closest passages", "Which articles?"]
    await restart(world, corpus, state)
    closest = said(await press(world, bob, answer, "Closest passages"))
    assert "Closest passages, which may not answer it:" in closest
    assert quotes(closest)
    listed = said(await press(world, bob, answer, "Which articles?"))
    assert listed.startswith("You can ask about 1 article:")


async def test_what_was_meant_is_asked_by_a_button(
    world: World, corpus: Path, state: Path
) -> None:
    _, answer = await mention(world, "wherefore Nebenzjja zeppelin?")
    assert "Did you mean “Nebenzya”" in now(world, answer).content
    await restart(world, corpus, state)
    pressed = await press(world, world.alice, answer, "Ask that instead")
    (meant,) = pressed.followups
    assert not meant.ephemeral
    assert "\n-# Asked: wherefore Nebenzya zeppelin?\n" in meant.content
    assert "Ask that instead" not in labels(world, answer)
