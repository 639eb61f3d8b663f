from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from discord.ext import commands

from bot.annotations import annotator, workers
from bot.articles import Doubt, Extract, Source, languages, parse_article
from bot.chat import build_bot
from bot.chat.drafts import EXPIRED, Draft, Drafts
from bot.chat.librarian.changing import changed
from bot.chat.librarian.rights import rights_of
from bot.chat.librarian.texts import preview
from bot.chat.pages import LIMIT, length
from bot.errors import (
    ArticleError,
    FetchError,
    QuestionError,
    QuotaError,
    SlugTakenError,
    StorageError,
)
from bot.extraction import Limits
from bot.library import Library, Quota, Where
from bot.library.holdings import draft_of
from bot.storage import Actor, Scope
from bot.storage.articles import Articles
from tests.chat.conftest import CORPUS
from tests.chat.shelved import library_in

if TYPE_CHECKING:
    from simcord import (
        ChannelHandle,
        InteractionResult,
        MemberActor,
        ResponseMessage,
    )

    from bot.articles import Article
    from bot.storage import StoredArticle
    from tests.chat.conftest import World

RIVER = """\
---
title: The river
publisher: The Valley Post
---
The river rose by two metres on Monday.

The mayor denied the allegations of neglect.
"""
LATER = RIVER.replace("two metres", "three metres")
FILE = ("river.md", RIVER.encode())
NEWER = ("river.md", LATER.encode())
HOST = Actor()
MILL = "The mill burned down.\n\nThe miller denied that he had set it alight."
VAULT = "The vault holds forty zeppelins."
ADDRESS = "https://valley.example/river"


async def by_address(address: str) -> Extract:
    """Stand in for the web, which tests/fetching asks for real."""
    if address == f"{ADDRESS}_bank.html":
        return Extract(MILL, Source(), "en")
    if address != ADDRESS:
        raise FetchError(address, "answers 404 Not Found; check the address.")
    return Extract(MILL, Source(title="The mill", url=address), "en")


@pytest.fixture(autouse=True)
def _parsed_here(request: pytest.FixtureRequest) -> None:
    """Start the real child once."""
    if request.function is not test_an_article_counts_once_its_fields_are_confirmed:
        request.getfixturevalue("parsed_here")


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state, by_address=by_address)


async def use(
    world: World, who: MemberActor, command: str, **options: object
) -> InteractionResult:
    return await who.slash(world.channel, f"library {command}", **options)


def said(result: InteractionResult) -> str:
    messages = [m for m in (result.response, *result.followups) if m]
    return "\n".join(message.content for message in messages)


def proposal(result: InteractionResult) -> ResponseMessage:
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    return message


async def add(world: World, admin: MemberActor, **options: object) -> str:
    result = await use(world, admin, "add", file=FILE, **options)
    await admin.click(proposal(result), label="Add")
    return str(proposal(result).content)


async def answer(
    world: World, question: str, channel: ChannelHandle | None = None
) -> str:
    channel = channel or world.channel
    world.texts.extend((RIVER, LATER, MILL, VAULT))
    await world.alice.send(channel, f"{world.mention} {question}")
    assert channel.last_message is not None
    return channel.last_message.content


@pytest.mark.usefixtures("uncovered")
async def test_an_article_counts_once_its_fields_are_confirmed(
    world: World, admin: MemberActor
) -> None:
    result = await use(world, admin, "add", file=FILE)
    message = proposal(result)
    assert message.ephemeral
    assert "Title: The river" in message.content
    assert "Publisher: The Valley Post" in message.content
    assert "Not given: Author, Date" in message.content
    assert "short name" not in message.content
    assert "No licence is named" in message.content
    assert "metres" not in await answer(world, "How far did the river rise?")
    await admin.click(message, label="Add")
    assert message.content.startswith("Added: **The river** (the-river).")
    assert "two metres" in (await answer(world, "How far did the river rise?")).replace(
        "**", ""
    )


@pytest.mark.usefixtures("uncovered")
async def test_another_process_finds_out_the_language_of_what_is_added(
    world: World, admin: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    def apart(*given: Any) -> list[Any]:  # noqa: ANN401 - as it is given
        begun.append(given)
        return workers.apart(*given)

    monkeypatch.setattr(annotator, "apart", apart)
    languages._identifier.cache_clear()  # noqa: SLF001 - it has the model
    await add(world, admin)
    assert languages._identifier.cache_info().currsize == 0  # noqa: SLF001 - as above
    assert len(begun) == 1
    assert "two metres" in (await answer(world, "How far did the river rise?")).replace(
        "**", ""
    )


async def test_fields_can_be_corrected_before_it_counts(
    world: World, admin: MemberActor
) -> None:
    message = proposal(await use(world, admin, "add", file=FILE))
    form = await admin.click(message, label="Edit")
    values = {"title": "The flood", "publisher": "", "author": "A. Writer"}
    await admin.submit_modal(form, values)
    assert "Title: The flood" in message.content
    assert "Author: A. Writer" in message.content
    form = await admin.click(message, label="More fields")
    await admin.submit_modal(form, {"license_url": "https://l.example/by"})
    assert "Address of the licence: " in message.content
    await admin.click(message, label="Add")
    assert "Added: **The flood** (the-flood)" in message.content
    listed = await world.alice.slash(world.channel, "articles")
    assert "A. Writer" in said(listed)
    assert "Valley Post" not in said(listed)


@pytest.mark.usefixtures("uncovered")
async def test_an_article_comes_from_an_address(
    world: World, admin: MemberActor
) -> None:
    message = proposal(await use(world, admin, "add", address=ADDRESS))
    assert "Title: The mill" in message.content
    await admin.click(message, label="Add")
    assert "set it alight" in await answer(world, "Did the miller burn it down?")


async def test_what_gives_no_article_is_refused_with_a_sentence(
    world: World, admin: MemberActor
) -> None:
    refused: list[tuple[dict[str, object], str]] = [
        ({"address": "https://valley.example/gone"}, "404 Not Found"),
        ({"address": "/etc/passwd"}, "An address begins with"),
        ({"address": ADDRESS, "file": FILE}, "one thing only"),
        ({"file": ("a.bin", b"\0\1\2")}, "a.bin is of a kind that is not read"),
        ({"file": ("empty.md", b"")}, "empty"),
    ]
    for number, (options, sentence) in enumerate(refused, 1):
        result = await use(world, admin, "add", **options)
        assert sentence in said(result)
        assert result.ephemeral
        assert len(world.env.errors) == number


async def test_a_form_takes_a_file_and_its_fields(
    world: World, admin: MemberActor
) -> None:
    form = await use(world, admin, "add")
    values = {"file": FILE, "title": "The high water", "license": "CC0"}
    result = await admin.submit_modal(form, values)
    message = proposal(result)
    assert "Title: The high water" in message.content
    assert "Publisher: The Valley Post" in message.content
    await admin.click(message, label="Add")
    assert "(the-high-water)" in message.content


async def test_a_form_takes_a_pasted_text_which_can_be_asked_at_once(
    world: World, admin: MemberActor
) -> None:
    form = await use(world, admin, "add")
    nothing = await admin.submit_modal(form, {"title": "The mill"})
    assert "Paste a text, attach a file" in said(nothing)
    for values in ({"text": MILL, "file": FILE}, {"text": MILL}):
        form = await use(world, admin, "add")
        result = await admin.submit_modal(form, values)
        assert ("one thing only" in said(result)) is ("file" in values)
    assert "Your own short name" in said(result)
    titled = await admin.submit_modal(
        await use(world, admin, "add"), {"text": MILL, "title": "The mill"}
    )
    assert "Your own short name" not in said(titled)
    message = proposal(result)
    await admin.click(message, label="Add")
    name = "The mill burned down. The miller denied that"
    assert message.content.startswith(f"Added: **{name}** (")
    world.texts.append(MILL)
    form = await admin.click(message, label="Ask it now")
    asked = await admin.submit_modal(form, {"question": "Who set it alight?"})
    assert "denied" in said(asked).replace("**", "")


@pytest.mark.usefixtures("uncovered")
async def test_a_page_without_a_title_is_called_as_its_address(
    world: World, admin: MemberActor
) -> None:
    message = proposal(await use(world, admin, "add", address=f"{ADDRESS}_bank.html"))
    await admin.click(message, label="Add")
    assert message.content.startswith("Added: **river bank** (river-bank).")


async def test_the_same_text_is_not_added_twice_and_a_like_one_is_pointed_out(
    world: World, admin: MemberActor
) -> None:
    await add(world, admin)
    again = await use(world, admin, "add", file=FILE)
    assert "the-river already has exactly the same text" in said(again)
    assert len(world.env.errors) == 1
    words = " ".join(f"word{n}" for n in range(200))
    for text in (words, f"{words} more"):
        result = await use(world, admin, "add", file=("a.md", text.encode()))
        message = proposal(result)
        if text == words:
            await admin.click(message, label="Add")
    assert "It is very similar to" in message.content


@pytest.mark.usefixtures("uncovered")
async def test_the_same_text_is_refused_whatever_channel_it_is_for(
    world: World, admin: MemberActor
) -> None:
    other = world.guild.create_text_channel("elsewhere")
    await add(world, admin, channel=other)
    again = await use(world, admin, "add", file=FILE)
    assert "the-river already has exactly the same text" in said(again)
    assert len(world.env.errors) == 1


@pytest.mark.usefixtures("uncovered")
async def test_the_same_text_in_two_previews_is_added_once(
    world: World, admin: MemberActor
) -> None:
    first, second = [
        proposal(await use(world, admin, "add", file=FILE)) for _ in range(2)
    ]
    await admin.click(first, label="Add")
    again = await admin.click(second, label="Add")
    assert "the-river already has exactly the same text" in said(again)
    assert "the-river-2" not in said(await use(world, admin, "list"))


@pytest.mark.usefixtures("uncovered")
async def test_a_text_that_only_another_server_has_is_not_told_of(
    world: World, admin: MemberActor, library: Library
) -> None:
    other = world.env.create_guild("Elsewhere")
    article = parse_article(Path("secret.md"), RIVER.encode())
    await library.add(article, Scope(other.id), by=HOST)
    message = proposal(await use(world, admin, "add", file=FILE))
    assert "secret" not in message.content
    await admin.click(message, label="Add")  # named alike whether one is there or not
    assert re.match(
        r"Added: \*\*The river\*\* \(the-river-[a-z2-9]{4}\)\.", message.content
    )


async def test_a_withdrawn_article_is_neither_corrected_nor_updated(
    world: World, admin: MemberActor, library: Library
) -> None:
    await add(world, admin)
    pending = proposal(
        await use(world, admin, "update", article="the-river", file=NEWER)
    )
    await use(world, admin, "withdraw", article="the-river", reason="Demanded")
    results = [
        await use(world, admin, "correct", article="the-river", reason="A slip"),
        await use(world, admin, "update", article="the-river", file=NEWER),
        await admin.click(pending, label="Update"),
    ]
    for result in results:
        assert "the-river is withdrawn; </library reinstate:" in said(result)
    stored = await (await library.store()).articles.get("the-river")
    assert stored is not None
    assert (stored.state, stored.version) == ("withdrawn", 1)
    assert len(world.env.errors) == 2


@pytest.mark.usefixtures("uncovered")
async def test_an_article_is_read_once_before_it_is_updated(
    world: World,
    admin: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await add(world, admin)
    pending = proposal(
        await use(world, admin, "update", article="the-river", file=NEWER)
    )
    asked = []
    get = Articles.get

    async def counted(self: Articles, slug: str) -> StoredArticle | None:
        asked.append(slug)
        return await get(self, slug)

    monkeypatch.setattr(Articles, "get", counted)
    await admin.click(pending, label="Update")
    # Once to see whether that may be done, once more as it is done.
    assert asked.count("the-river") == 2


async def test_who_is_no_librarian_any_more_can_confirm_nothing(
    world: World, admin: MemberActor, library: Library
) -> None:
    message = proposal(await use(world, admin, "add", file=FILE))
    form = await admin.click(message, label="Edit")
    role = world.guild.roles["admins"]
    world.env.backend.remove_member_role(world.guild.id, admin.id, role.id)
    for result in (
        await admin.click(message, label="Add"),
        await admin.submit_modal(form, {"title": "Another"}),
    ):
        assert "Only people who can manage the server" in said(result)
    assert "the-river" not in await (await library.store()).articles.slugs()


async def test_what_the_owner_does_to_a_servers_article_stands_in_its_log(
    world: World, admin: MemberActor, library: Library
) -> None:
    other = world.env.create_guild("Elsewhere")
    await library.add(_article("theirs"), Scope(other.id), by=HOST)
    assert isinstance(world.env.bot, commands.Bot)
    world.env.bot.owner_id = admin.id
    await use(world, admin, "withdraw", article="theirs", reason="Demanded")
    trail = await (await library.store()).audit.entries(other.id)
    assert (trail[0].action, trail[0].user) == ("withdraw", admin.id)


async def test_cancelling_adds_nothing(
    world: World, admin: MemberActor, library: Library
) -> None:
    message = proposal(await use(world, admin, "add", file=FILE))
    await admin.click(message, label="Cancel")
    assert message.content == "Nothing was changed."
    assert not message.components
    here = Where(world.guild.id, (world.channel.id,))
    assert [a.slug for a in library.articles(here)] == ["mehr-iran-drones"]


async def test_after_a_restart_drafts_have_expired_and_say_so(
    world: World, admin: MemberActor, corpus: Path, tmp_path: Path
) -> None:
    message = proposal(await use(world, admin, "add", file=FILE))
    form = await admin.click(message, label="Edit")
    library = library_in(corpus, tmp_path / "verbatim.db")
    await world.env.restart_bot(build_bot(library, state=tmp_path / "state"))
    pressed = await admin.click(message, label="Add")
    assert "start over" in said(pressed)
    submitted = await admin.submit_modal(form, {"title": "Another"})
    assert "start over" in said(submitted)
    await library.close()


@pytest.mark.usefixtures("uncovered")
async def test_only_librarians_may_and_the_role_of_the_settings_is_one(
    world: World, admin: MemberActor
) -> None:
    assert not [c for c in world.alice.available_commands(world.channel) if "lib" in c]
    role = world.guild.create_role("librarians")
    bea = world.guild.add_member(world.env.create_user("bea"), roles=[role])
    assert isinstance(world.env.bot, commands.Bot)
    synced = {c.name: c for c in await world.env.bot.tree.fetch_commands()}
    world.guild.set_command_permissions(
        synced["library"], {bea: True, world.alice: True}
    )
    for person in (bea, world.alice):
        refused = await use(world, person, "list")
        assert "Only people who can manage the server" in said(refused)
    panel = await admin.slash(world.channel, "settings")
    assert panel.response is not None
    await admin.select(panel.response, [role], custom_id="settings1:librarians")
    assert "There are no articles yet" in said(await use(world, bea, "list"))
    assert "Only people" in said(await use(world, world.alice, "list"))
    assert len(world.env.errors) == 3


async def test_a_servers_people_change_its_own_articles_only(
    world: World, admin: MemberActor, library: Library
) -> None:
    other = world.env.create_guild("Elsewhere")
    await library.add(_article("secret"), Scope(other.id), by=HOST)
    refusals = {
        "secret": "There is no article “secret” here",  # not even that there is one
        "mehr-iran-drones": "Only the bot's owner",
    }
    for slug, refusal in refusals.items():
        for command in ("withdraw", "correct"):
            result = await use(world, admin, command, article=slug, reason="Mine now")
            assert refusal in said(result)
        for command in ("reinstate", "show"):
            result = await use(world, admin, command, article=slug)
            assert refusal in said(result)
    assert "secret" not in said(await use(world, admin, "list"))
    assert "secret" not in said(await use(world, admin, "log"))
    refused = await use(world, admin, "add", file=FILE, everyone=True)
    assert "Only the bot's owner" in said(refused)
    choices = await admin.autocomplete(
        world.channel, "library withdraw", "article", "", reason="x"
    )
    assert choices == []
    assert len(world.env.errors) == 9
    stored = await (await library.store()).articles.get("secret")
    assert stored is not None
    assert stored.state == "active"


def _article(slug: str) -> Article:
    return parse_article(Path(f"{slug}.md"), VAULT.encode())


async def test_the_owner_may_change_everything(
    world: World, admin: MemberActor
) -> None:
    assert isinstance(world.env.bot, commands.Bot)
    world.env.bot.owner_id = admin.id
    result = await use(
        world, admin, "withdraw", article="mehr-iran-drones", reason="Taken back"
    )
    assert "(mehr-iran-drones). Earlier answers no longer" in said(result)
    assert "no articles to ask about" in await answer(
        world, "Who denied the allegations?"
    )
    await use(world, admin, "reinstate", article="mehr-iran-drones")
    assert "> " in await answer(world, "Who denied the allegations?")
    message = proposal(await use(world, admin, "add", file=FILE, everyone=True))
    await admin.click(message, label="Add")
    assert "for everyone" in said(await use(world, admin, "list"))


async def test_an_article_of_one_channel_is_asked_there_only(
    world: World, admin: MemberActor
) -> None:
    other = world.guild.create_text_channel("elsewhere")
    await add(world, admin, channel=other)
    question = "How far did the river rise?"
    assert "metres" not in await answer(world, question)
    assert "metres" in await answer(world, question, other)
    assert f"<#{other.id}>" in said(await use(world, admin, "list"))


async def test_an_update_keeps_the_old_text_and_the_fields(
    world: World, admin: MemberActor
) -> None:
    await add(world, admin)
    plain = ("new.txt", LATER.split("---\n")[2].encode())
    result = await use(world, admin, "update", article="the-river", file=plain)
    message = proposal(result)
    assert "Title: The river" in message.content
    await admin.click(message, label="Update")
    assert "(the-river) has version 2" in message.content
    assert "three metres" in (
        await answer(world, "How far did the river rise?")
    ).replace("**", "")
    old = await use(world, admin, "show", article="the-river", version=1)
    (attachment,) = proposal(old).attachments
    assert b"two metres" in await attachment.read()
    none = await use(world, admin, "show", article="the-river", version=9)
    assert "has no version 9; its newest is 2" in said(none)
    assert len(world.env.errors) == 1


async def test_a_file_of_the_corpus_folder_is_not_updated_here(
    world: World, admin: MemberActor
) -> None:
    assert isinstance(world.env.bot, commands.Bot)
    world.env.bot.owner_id = admin.id
    result = await use(world, admin, "update", article="mehr-iran-drones", file=NEWER)
    assert "is a file of the corpus folder" in said(result)
    missing = await use(world, admin, "update", article="mehr-iran-drones")
    assert "attach its file" in said(missing)
    assert len(world.env.errors) == 2


@pytest.mark.usefixtures("uncovered")
async def test_a_correction_is_marked_in_new_and_in_earlier_answers(
    world: World, admin: MemberActor
) -> None:
    await add(world, admin)
    await answer(world, "How far did the river rise?")
    earlier = world.channel.last_message
    assert earlier is not None
    result = await use(
        world, admin, "correct", article="the-river", reason="It was three metres"
    )
    assert "Corrected: **The river** (the-river)" in said(result)
    edited = next(m for m in world.channel.history() if m.id == earlier.id)
    assert "-# Corrected since: It was three metres" in edited.content
    assert "-# Corrected: It was three metres" in await answer(
        world, "How far did the river rise?"
    )
    assert "corrected: It was three metres" in said(await use(world, admin, "list"))


async def test_a_correction_may_bring_a_new_text(
    world: World, admin: MemberActor
) -> None:
    await add(world, admin)
    result = await use(
        world, admin, "correct", article="the-river", reason="A slip", file=NEWER
    )
    message = proposal(result)
    await admin.click(message, label="Correct")
    assert "Corrected: **The river**" in message.content
    text = (await answer(world, "How far did the river rise?")).replace("**", "")
    assert "three metres" in text
    assert "-# Corrected: A slip" in text


@pytest.mark.usefixtures("uncovered")
async def test_a_withdrawn_article_leaves_earlier_answers(
    world: World, admin: MemberActor
) -> None:
    await add(world, admin)
    await answer(world, "How far did the river rise?")
    earlier = world.channel.last_message
    assert earlier is not None
    await use(world, admin, "withdraw", article="the-river", reason="It was made up")
    edited = next(m for m in world.channel.history() if m.id == earlier.id)
    assert "metres" not in edited.content
    assert "It was made up" in edited.content
    listed = said(await use(world, admin, "list"))
    assert "withdrawn: It was made up" in listed


@pytest.mark.usefixtures("uncovered")
async def test_the_log_says_who_did_what(world: World, admin: MemberActor) -> None:
    assert "Nothing has been changed yet." in said(await use(world, admin, "log"))
    await add(world, admin)
    await use(world, admin, "withdraw", article="the-river", reason="*Made* up")
    text = said(await use(world, admin, "log"))
    first, second = text.split("\n")
    assert re.fullmatch(
        rf"<@{admin.id}> withdrew \*\*The river\*\*: \\\*Made\\\* up · <t:\d+:R> · 3",
        first,
    )
    assert re.fullmatch(
        rf"<@{admin.id}> added \*\*The river\*\* · <t:\d+:R> · 2", second
    )
    await use(world, admin, "reinstate", article="the-river")
    text = said(await use(world, admin, "log"))
    assert text.startswith(f"<@{admin.id}> reinstated **The river** · <t:")
    listed = said(await use(world, admin, "list"))
    who = rf"version 1 · <@{admin.id}> · <t:\d+:R>"
    assert re.match(rf"\*\*The river\*\* · the-river · .*{who}", listed)


@pytest.mark.usefixtures("uncovered")
async def test_unknown_articles_and_a_failing_database_are_said(
    world: World, admin: MemberActor, library: Library, tmp_path: Path
) -> None:
    unknown = await use(world, admin, "withdraw", article="*nothing*", reason="x")
    assert "There is no article “\\*nothing\\*” here" in said(unknown)
    message = proposal(await use(world, admin, "add", file=FILE))
    await library.close()
    (tmp_path / "verbatim.db").write_bytes(b"this is no database")
    pressed = await admin.click(message, label="Add")
    assert "I can't save or look that up" in said(pressed)
    assert "I can't save or look that up" in said(await use(world, admin, "list"))
    assert len(world.env.errors) == 2


async def test_a_change_that_takes_long_is_said_and_made_once(
    world: World, admin: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Library.add

    async def slowly(library: Library, *what: Any, **more: Any) -> object:  # noqa: ANN401
        await asyncio.sleep(1)
        return await add(library, *what, **more)

    message = proposal(await use(world, admin, "add", file=FILE))
    monkeypatch.setattr("bot.library.Library.add", slowly)
    monkeypatch.setattr("bot.chat.librarian.changing.PATIENCE", 0.1)
    assert "It goes on" in said(await admin.click(message, label="Add"))
    await world.env.advance_time(2)
    assert "The river" in said(await use(world, admin, "list"))
    assert "That is already done" in said(await admin.click(message, label="Add"))


async def hundred(world: World, library: Library) -> None:
    articles = (await library.store()).articles
    for number in range(100):
        slug = f"the-usual-length-of-a-slug-that-a-headline-gives-{number:03}"
        title = f"The usual length of a headline in the daily press, number {number}"
        draft = replace(draft_of(_article(slug)), source={"title": title})
        await articles.add(slug, draft, Scope(world.guild.id), by=HOST)


@pytest.mark.usefixtures("uncovered")
async def test_all_of_a_hundred_articles_are_listed_page_by_page(
    world: World, admin: MemberActor, library: Library, read_in_store: list[str]
) -> None:
    await hundred(world, library)
    read_in_store.clear()
    message = proposal(await use(world, admin, "list"))
    assert labels(message) == ["Next"]
    assert "Page 1 of " in message.content
    first, seen = message.content, ""
    while "Next" in labels(message):
        seen += message.content
        assert length(message.content) <= LIMIT
        await admin.click(message, label="Next")
    seen += message.content
    assert all(f"number {number}** " in seen for number in range(100))
    assert not read_in_store
    while "Back" in labels(message):
        await admin.click(message, label="Back")
    assert message.content == first


async def test_the_whole_log_can_be_leafed_through(
    world: World, admin: MemberActor, library: Library
) -> None:
    await hundred(world, library)
    message = proposal(await use(world, admin, "log"))
    newest, seen = message.content, message.content
    while "Older" in labels(message):
        await admin.click(message, label="Older")
        seen += f"\n{message.content}"
    changes = [line for line in seen.split("\n") if " added **" in line]
    assert len(changes) == len(set(changes)) == 100
    await admin.click(message, label="Newest")
    assert message.content == newest


@pytest.mark.usefixtures("uncovered")
async def test_pages_are_turned_after_a_restart_and_by_librarians_only(
    world: World, admin: MemberActor, library: Library, tmp_path: Path
) -> None:
    await hundred(world, library)
    message = proposal(await use(world, admin, "list"))
    other = library_in(CORPUS, tmp_path / "verbatim.db")
    await world.env.restart_bot(build_bot(other, state=tmp_path / "state"))
    await admin.click(message, label="Next")
    assert "Page 2 of " in message.content
    role = world.guild.roles["admins"]
    world.env.backend.remove_member_role(world.guild.id, admin.id, role.id)
    refused = await admin.click(message, label="Next")
    assert "Only people who can manage the server" in said(refused)
    await other.close()


def labels(message: ResponseMessage) -> list[str]:
    return [
        button.get("label") or button["placeholder"]
        for row in message.components
        for button in row["components"]
    ]


def test_drafts_expire_and_the_oldest_go() -> None:
    drafts = Drafts()
    extract = Extract("A text.", Source())
    tokens = [drafts.open(Draft(1, extract)) for _ in range(60)]
    assert drafts.get(tokens[-1], 1).extract is extract
    for token, user in ((tokens[0], 1), (tokens[-1], 2), ("nothing", 1)):
        with pytest.raises(QuestionError, match=EXPIRED):
            drafts.get(token, user)
    drafts.forget(2)
    assert drafts.get(tokens[-1], 1).extract is extract
    drafts.forget(1)
    with pytest.raises(QuestionError, match=EXPIRED):
        drafts.get(tokens[-1], 1)


def test_a_preview_of_long_fields_fits_a_message() -> None:
    long = "*_[long]_* " * 100
    names = ("title", "publisher", "author", "published", "license", "notice", "place")
    source = Source(url=ADDRESS, **dict.fromkeys(names, long))
    for body in ("*word* " * 3_000, "word"):
        text = preview(Draft(1, Extract(body, source, "en", long)), None)
        assert length(text) <= LIMIT


def test_a_preview_says_what_is_left_out_and_what_is_doubtful() -> None:
    kinds = ("caption", "embedded", "list", "page", "paragraph", "table")
    left_out = tuple((kind, number) for number, kind in enumerate(kinds, 1))
    extract = Extract("Words.", Source(), left_out=left_out, doubts=tuple(Doubt))
    text = preview(Draft(1, extract, overlong=2), None)
    assert "2 sentences are longer than 1,000 characters; they are divided." in text
    assert (
        "Left out: 1 caption, 2 insets, 3 lists, 4 empty pages, 5 paragraphs, 6 tables."
        in text
    )
    assert "only the beginning of a paid article" in text
    assert "Two columns seem" in text
    assert "Left out" not in preview(Draft(1, Extract("Words.", Source())), None)


def test_drafts_take_no_more_memory_than_some_long_texts_do() -> None:
    drafts = Drafts()
    extract = Extract("x" * 5_000_000, Source())
    tokens = [drafts.open(Draft(1, extract)) for _ in range(6)]
    assert drafts.get(tokens[-4], 1).extract is extract
    for token in tokens[:2]:
        with pytest.raises(QuestionError, match=EXPIRED):
            drafts.get(token, 1)


def test_how_much_of_its_quota_a_server_has_used_is_said_before_it_adds() -> None:
    draft = Draft(1, Extract("The mill grinds rye.", Source(license="CC0")))
    near = QuotaError(4, 5, 0.4, 0.5)
    said = "This server has 4 of the 5 articles that it may add, with 0.4 of 0.5 MB"
    assert said in preview(draft, None, near)
    assert "This server" not in preview(draft, None)


async def test_a_field_that_can_not_be_taken_is_said_when_the_form_is_sent(
    world: World, admin: MemberActor
) -> None:
    message = proposal(await use(world, admin, "add", file=FILE))
    before = message.content
    form = await admin.click(message, label="More fields")
    refused = await admin.submit_modal(form, {"license_url": "nonsense"})
    told = said(refused)
    assert "Address of the licence: must be an address that begins with" in told
    assert ".md" not in told
    assert message.content == before
    await admin.click(message, label="Add")
    assert message.content.startswith("Added: **The river** (the-river).")


async def test_a_wrong_field_of_a_file_is_named_as_the_form_names_it(
    world: World, admin: MemberActor
) -> None:
    wrong = RIVER.replace("---\nThe", "license_url: by hand\n---\nThe", 1)
    result = await use(world, admin, "add", file=("river.md", wrong.encode()))
    assert said(result).startswith("Address of the licence: must be an address that")
    assert len(world.env.errors) == 1


async def test_a_file_without_a_title_is_called_as_it_is(
    world: World, admin: MemberActor
) -> None:
    file = ("the_bakery.txt", b"Bread is baked at five in the morning.")
    message = proposal(await use(world, admin, "add", file=file))
    await admin.click(message, label="Add")
    assert message.content.startswith("Added: **the bakery** (the-bakery).")


def test_a_draft_that_was_added_is_not_added_again() -> None:
    drafts = Drafts()
    draft = Draft(1, Extract("a", Source()))
    token = drafts.open(draft)
    drafts.close(token)
    with pytest.raises(QuestionError, match="already done"):
        drafts.get(token, 1)
    drafts.put(token, draft)  # it could not be added
    assert drafts.get(token, 1) == draft


async def test_what_is_withdrawn_or_is_not_is_said_and_stays_so(
    world: World,
    admin: MemberActor,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await add(world, admin)
    slug = "the-river"
    nothing = await use(world, admin, "reinstate", article=slug)
    assert said(nothing) == "the-river is neither withdrawn nor corrected."
    await use(world, admin, "withdraw", article=slug, reason="It was made up.")
    again = await use(world, admin, "withdraw", article=slug, reason="Another.")
    assert said(again).startswith("the-river is withdrawn already")
    assert "It was made up." in said(await use(world, admin, "list"))
    with monkeypatch.context() as lowered:
        lowered.setattr(library, "_quota", Quota(megabytes=0.000_001))
        full = await use(world, admin, "reinstate", article=slug)
    assert said(full).startswith("This server has 0 of ∞ articles")
    taken_back = await use(world, admin, "reinstate", article=slug)
    assert said(taken_back).startswith("Reinstated: **The river** (the-river).")
    assert len(world.env.errors) == 3


def test_drafts_that_expired_and_old_marks_of_those_done_take_no_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drafts, draft = Drafts(), Draft(1, Extract("a", Source()))
    monkeypatch.setattr("bot.chat.drafts._MOST_DONE", 1)
    first, second = drafts.open(draft), drafts.open(draft)
    drafts.close(first)
    drafts.close(second)
    monkeypatch.setattr("bot.chat.drafts._LIFETIME", -1.0)
    tokens = [first, drafts.open(draft), drafts.open(draft)]
    for token in tokens:
        with pytest.raises(QuestionError, match=EXPIRED):
            drafts.get(token, 1)
    assert len(drafts._drafts) == 1  # noqa: SLF001 - memory has no other witness


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (QuotaError(5, 5, 0.5, 0.5), "has 5 of 5 articles"),
        (
            ArticleError(Path("a.md"), "must be short", field="title"),
            "Title: must be short",
        ),
        (SlugTakenError("a"), "name another slug"),
        (StorageError("gone"), "can't save or look that up"),
    ],
)
async def test_what_stops_a_change_is_said(error: Exception, said: str) -> None:
    async def fail() -> None:
        raise error

    with pytest.raises(QuestionError) as raised:
        await changed(fail())
    assert said in str(raised.value)


async def test_without_discords_word_nobody_is_taken_for_the_owner(
    world: World, admin: MemberActor
) -> None:
    world.env.inject_error("GET", "/oauth2/applications/@me", status=500, times=None)
    refused = await use(world, admin, "add", file=FILE, everyone=True)
    assert "Only the bot's owner" in said(refused)
    assert len(world.env.errors) == 1


async def test_outside_of_a_server_nobody_changes_anything(world: World) -> None:
    class Outside:  # Discord offers the commands in servers alone
        guild_id = None
        client = world.env.bot

    with pytest.raises(QuestionError, match="Only people who can manage"):
        await rights_of(Outside())  # type: ignore[arg-type]


async def test_a_file_that_is_too_large_is_not_fetched(
    world: World, admin: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.drafts.Limits", lambda: Limits(size=3))
    result = await use(world, admin, "add", file=FILE)
    assert re.search(r"has \d+ bytes; at most 3", said(result))
    assert len(world.env.errors) == 1
