from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.articles import Source, parse_article, seen
from bot.chat import build_bot
from bot.chat.attribution import credit, credits_of, small_print
from bot.chat.pages import LIMIT, length
from bot.chat.question_request import note_line
from bot.chat.quotation import quotation
from bot.chat.retractions import Change, mended
from bot.chat.wording import speaking
from bot.library.holdings import draft_of
from bot.presentation import Credit, Note, NoteKind
from bot.storage import Actor, ArticleState, Scope, StoredArticle
from bot.storage.store import Store
from tests.chat.conftest import ELSEWHERE, GUILD
from tests.chat.pressing import labels, press
from tests.chat.shelved import library_in
from tests.quoting import quoting as stored_quoting

if TYPE_CHECKING:
    import discord
    from discord.ext import commands

    from bot.answering import Answerer
    from bot.articles import Article
    from bot.chat.client import ChatBot
    from bot.library import Library
    from tests.chat.conftest import Installed, World

SLUG = "mehr-iran-drones"
QUESTION = "Who denied that Tehran sent Moscow drones?"
RIVER = (
    "The river rose by two metres.\n\nThe mayor denied the allegations of neglect.\n"
)
HOST = Actor()


@pytest.fixture
def corpus(two_articles: Path) -> Path:
    return two_articles


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state)


def bot(world: World) -> ChatBot:
    return world.env.bot  # type: ignore[return-value]


def now(world: World, message: Any) -> discord.Message:  # noqa: ANN401 - a message
    return next(m for m in world.channel.history() if m.id == message.id)


async def quoting(library: Library, slug: str = SLUG) -> list[int]:
    """Return the messages that are known to quote an article."""
    return [a.message for a in await stored_quoting(await library.store(), slug)]


async def test_an_answer_says_what_was_corrected_since(
    world: World, library: Library
) -> None:
    message = await world.answer(QUESTION)
    await library.correct(SLUG, "The date was wrong.", by=HOST)
    await bot(world).mending.mend(SLUG)
    content = now(world, message).content
    assert content.startswith(message.content)
    assert content.endswith("\n-# Corrected since: The date was wrong.")
    assert labels(world, now(world, message)) == labels(world, message)


async def test_a_second_correction_takes_the_place_of_the_first(
    world: World, library: Library
) -> None:
    message = await world.answer(QUESTION)
    for reason in ("The date was wrong.", "So was the place."):
        await library.correct(SLUG, reason, by=HOST)
        await bot(world).mending.mend(SLUG)
    content = now(world, message).content
    assert "The date was wrong." not in content
    assert content.count("Corrected since") == 1


async def test_an_answer_after_the_correction_is_left_alone(
    world: World, library: Library
) -> None:
    await library.correct(SLUG, "The date was wrong.", by=HOST)
    message = await world.answer(QUESTION)
    assert "-# Corrected: The date was wrong." in message.content
    await bot(world).mending.mend_all()
    assert now(world, message).content == message.content


async def test_words_of_a_withdrawn_article_are_no_longer_shown(
    world: World, library: Library
) -> None:
    message = await world.answer(QUESTION)
    assert "> " in message.content
    await library.withdraw(SLUG, "The publisher took it back.", by=HOST)
    await bot(world).mending.mend(SLUG)
    after = now(world, message)
    assert "\n> " not in f"\n{after.content}"
    assert "has since been withdrawn: The publisher took it back." in after.content
    assert labels(world, after) == ["More", "Delete"]
    assert await quoting(library) == []


@pytest.mark.usefixtures("uncovered")
async def test_other_articles_stay_quoted(world: World, library: Library) -> None:
    message = await world.answer("Who denied the allegations of neglect?")
    both = await world.answer("denied the allegations")
    assert "mayor" in message.content
    await library.withdraw("the-river", "It was made up.", by=HOST)
    await bot(world).mending.mend("the-river")
    assert "two metres" not in now(world, both).content
    assert "neglect" not in "".join(
        line for line in now(world, both).content.split("\n") if line.startswith("> ")
    )


async def quoting_both(world: World) -> discord.Message:
    servers = bot(world).asking.servers
    await servers.change(world.guild.id, lambda s: replace(s, per_page=3))
    message = await world.answer("Who denied the allegations of Tehran and neglect?")
    assert "The mayor" in message.content
    assert "Mehr" in message.content
    return message


@pytest.mark.usefixtures("uncovered")
async def test_only_the_withdrawn_one_of_two_articles_goes(
    world: World, library: Library
) -> None:
    message = await quoting_both(world)
    quotes = [q for q in message.content.split("\n") if q.startswith("> ")]
    await library.withdraw("the-river", "It was made up.", by=HOST)
    await bot(world).mending.mend("the-river")
    content = now(world, message).content
    kept = [q for q in content.split("\n") if q.startswith("> ")]
    assert kept == [q for q in quotes if "mayor" not in q]
    assert kept
    assert "has since been withdrawn: It was made up." in content
    assert await quoting(library) == [message.id]
    assert await quoting(library, "the-river") == []


@pytest.mark.usefixtures("uncovered")
async def test_corrections_of_two_articles_stand_side_by_side(
    world: World, library: Library
) -> None:
    message = await quoting_both(world)
    for slug, reason in (("the-river", "Three metres."), (SLUG, "Another date.")):
        await library.correct(slug, reason, by=HOST)
        await bot(world).mending.mend(slug)
    last = now(world, message).content.split("\n")[-1]
    assert last.startswith("-# Corrected since: ")
    assert "the-river: Three metres." in last
    assert ": Another date." in last
    requests = len(world.env.http_requests)
    await bot(world).mending.mend_all()
    assert len(world.env.http_requests) == requests  # it is done, and stays so


async def test_one_reason_for_two_corrections_names_both_articles(
    world: World, library: Library
) -> None:
    message = await quoting_both(world)
    for slug in ("the-river", SLUG):
        await library.correct(slug, "The date was wrong.", by=HOST)
        await bot(world).mending.mend(slug)
    last = now(world, message).content.split("\n")[-1]
    assert last.count(": The date was wrong.") == 2
    assert "the-river" in last


async def test_a_withdrawal_takes_the_line_of_a_correction_along(
    world: World, library: Library
) -> None:
    message = await world.answer(QUESTION)
    await library.correct(SLUG, "The date was wrong.", by=HOST)
    await bot(world).mending.mend(SLUG)
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    await bot(world).mending.mend(SLUG)
    assert "Corrected since" not in now(world, message).content


async def test_buttons_go_that_a_new_text_leads_nowhere(
    world: World, library: Library
) -> None:
    lake = Path("the-lake.md")
    world.texts.append("The lake froze in May.")
    article = parse_article(lake, b"The lake froze in May.")
    await library.add(article, Scope(world.guild.id), by=HOST)
    message = await world.answer("When did the lake freeze?")
    assert "Context" in labels(world, message)
    article = parse_article(lake, b"The lake froze in March.")
    await library.correct("the-lake", "It was March.", article, by=HOST)
    await bot(world).mending.mend("the-lake")
    after = now(world, message)
    assert "-# Corrected since: It was March." in after.content
    assert set(labels(world, after)) <= {"More", "Delete"}


async def test_what_another_process_changes_is_mended_at_the_next_look(
    world: World, corpus: Path, tmp_path: Path
) -> None:
    message = await world.answer(QUESTION)
    other = library_in(corpus, tmp_path / "verbatim.db")
    await other.withdraw(SLUG, "It was made up.", by=HOST)
    await other.close()
    await bot(world).mending.mend_all()
    assert "been withdrawn" in now(world, message).content


async def test_what_another_process_changes_is_mended_as_soon_as_it_is_seen(
    world: World, library: Library, corpus: Path, tmp_path: Path
) -> None:
    message = await world.answer(QUESTION)
    other = library_in(corpus, tmp_path / "verbatim.db")
    await other.withdraw(SLUG, "It was made up.", by=HOST)
    await other.close()
    assert "> " in now(world, message).content
    await library.refresh()
    await until_withdrawn(world, message)


async def test_an_answer_that_was_under_way_while_its_article_went_is_mended(
    world: World, corpus: Path, tmp_path: Path
) -> None:
    other = library_in(corpus, tmp_path / "verbatim.db")
    await other.withdraw(SLUG, "It was made up.", by=HOST)
    await other.close()
    message = await world.answer(
        QUESTION
    )  # from the articles as they were known before
    assert "> " in world.sent()[0]["content"]
    await until_withdrawn(world, message)


async def until_withdrawn(world: World, message: discord.Message) -> None:
    async with asyncio.timeout(20):
        while "been withdrawn" not in now(world, message).content:  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # nothing tells of it


@pytest.mark.usefixtures("uncovered")
async def test_what_could_not_be_noted_is_noted_once_it_can_be(
    world: World, library: Library, tmp_path: Path
) -> None:
    rename(tmp_path / "verbatim.db", "answers", "gone")
    first, second = await world.answer(QUESTION), await world.answer(QUESTION)
    rename(tmp_path / "verbatim.db", "gone", "answers")
    third = await world.answer(QUESTION)
    assert await quoting(library) == [first.id, second.id, third.id]


def rename(database: Path, table: str, name: str) -> None:
    with contextlib.closing(sqlite3.connect(database)) as file:
        file.execute(f"ALTER TABLE {table} RENAME TO {name}")
        file.commit()


async def test_a_channel_that_can_not_be_read_is_tried_again_later(
    world: World, library: Library
) -> None:
    message = await world.answer(QUESTION)
    place = f"/channels/{world.channel.id}/messages/*"
    world.env.inject_error("GET", place, status=403, code=50001)
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    await bot(world).mending.mend(SLUG)
    assert "> " in now(world, message).content
    await bot(world).mending.mend_all()
    assert "> " not in now(world, message).content


@pytest.mark.usefixtures("uncovered")
async def test_a_channel_that_can_not_be_read_is_asked_for_one_message(
    world: World, library: Library
) -> None:
    for _ in range(3):
        await world.answer(QUESTION)
    place = f"/channels/{world.channel.id}/messages/"
    world.env.inject_error("GET", f"{place}*", status=403, code=50001)
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    before = len(world.env.http_requests)
    await bot(world).mending.mend(SLUG)
    looks = [r for r in world.env.http_requests[before:] if place in r.path]
    assert [look.method for look in looks] == ["GET"]


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(("days", "mended"), [(29, True), (31, False)])
async def test_what_an_answer_quotes_is_known_for_30_days(
    world: World, library: Library, tmp_path: Path, days: int, *, mended: bool
) -> None:
    message = await world.answer(QUESTION)
    later = datetime.now(UTC) + timedelta(days=days)
    database = tmp_path / "verbatim.db"
    async with await Store.open(database, clock=lambda: later) as store:
        await store.sweep(left_for=timedelta(days=30))
    await library.correct(SLUG, "The date was wrong.", by=HOST)
    await bot(world).mending.mend_all()
    assert ("Corrected since" in now(world, message).content) is mended


async def test_a_channel_that_discord_does_not_know_is_forgotten(
    world: World, library: Library
) -> None:
    await world.answer(QUESTION)
    await world.answer(QUESTION)
    place = f"/channels/{world.channel.id}/messages/*"
    world.env.inject_error("GET", place, status=404, code=10003)
    await library.correct(SLUG, "The date was wrong.", by=HOST)
    await bot(world).mending.mend(SLUG)
    assert await quoting(library) == []


async def test_what_moderators_delete_is_forgotten(
    world: World, library: Library
) -> None:
    other = world.guild.create_text_channel("elsewhere")
    for _ in range(4):
        await world.answer(QUESTION)
    await world.alice.send(other, f"{world.mention} {QUESTION}")
    kept, *gone = (await quoting(library))[:4]
    world.env.backend.delete_message(world.channel.id, gone[0])
    world.env.backend.bulk_delete_messages(world.channel.id, gone[1:])
    world.env.backend.delete_channel(other.id)
    await world.env.settle()
    assert await quoting(library) == [kept]


async def test_an_answer_to_an_edited_question_is_remembered_as_it_is_now(
    world: World, library: Library
) -> None:
    question = await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    assert len(await quoting(library)) == 1
    await world.alice.edit(question, f"{world.mention} zeppelins?")
    assert await quoting(library) == []


async def test_what_was_shared_and_what_more_showed_is_mended_too(
    world: World, library: Library
) -> None:
    private = await world.alice.slash(
        world.channel, "ask", question=QUESTION, private=True
    )
    assert private.response is not None
    shared = await press(world, world.alice, private.response, "Share")
    first = await world.answer(QUESTION)
    more = await press(world, world.alice, first, "More")
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    await bot(world).mending.mend_all()
    for message in (shared.followups[0], more.followups[0]):
        assert (
            "has since been withdrawn: It was made up." in now(world, message).content
        )


async def test_private_answers_are_not_remembered(
    world: World, library: Library
) -> None:
    await world.alice.slash(world.channel, "ask", question=QUESTION, private=True)
    assert await quoting(library) == []


async def test_answers_that_can_not_be_reached_later_are_not_remembered(
    world: World, library: Library, installed: Installed
) -> None:
    installed(guild=False, user=True, context=ELSEWHERE)
    public = {"question": QUESTION, "private": False}
    await world.alice.slash(world.channel, "ask", **public)
    private = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert private.response is not None
    await press(world, world.alice, private.response, "Share")
    assert await quoting(library) == []
    installed(guild=True, user=True, context=GUILD)
    await world.alice.slash(world.channel, "ask", **public)
    assert len(await quoting(library)) == 1


async def test_a_deleted_answer_is_forgotten(world: World, library: Library) -> None:
    first, second = await world.answer(QUESTION), await world.answer(QUESTION)
    await press(world, world.alice, first, "Delete")
    assert await quoting(library) == [second.id]
    world.env.backend.delete_message(world.channel.id, second.id)
    await library.correct(SLUG, "The date was wrong.", by=HOST)
    await bot(world).mending.mend(SLUG)
    assert await quoting(library) == []


@pytest.mark.parametrize("status", [403, 500])
async def test_an_answer_that_discord_lets_nobody_edit_stops_no_other(
    world: World, library: Library, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = await world.answer(QUESTION), await world.answer(QUESTION)
    world.env.inject_error("PATCH", f"/channels/*/messages/{first.id}", status=status)
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    await bot(world).mending.mend(SLUG)
    assert "> " in now(world, first).content
    assert "been withdrawn" in now(world, second).content
    caplog.set_level("INFO")


@pytest.mark.usefixtures("uncovered")
async def test_what_a_stopped_bot_left_undone_is_done_at_the_next_start(
    world: World, library: Library, corpus: Path, tmp_path: Path
) -> None:
    message = await world.answer(QUESTION)
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    other = library_in(corpus, tmp_path / "verbatim.db")
    await world.env.restart_bot(build_bot(other, state=tmp_path / "state"))
    assert "been withdrawn" in now(world, message).content
    await other.close()


async def test_an_answer_stands_where_its_place_can_not_be_noted(
    world: World, library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await library.close()
    (tmp_path / "verbatim.db").write_bytes(b"this is no database")
    assert "> " in (await world.answer(QUESTION)).content
    await world.answer(QUESTION)
    assert caplog.text.count("an answer's place was not noted") == 1


def change_of(
    *versions: Article, state: ArticleState = ArticleState.WITHDRAWN, reason: str = ""
) -> Change:
    newest = versions[-1]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    draft, scope = draft_of(newest), Scope()
    stored = StoredArticle(newest.slug, 1, 1, "", draft, scope, state, reason, at, at)
    return Change(stored, versions, tuple(seen(a.body) for a in versions))


def article(text: str, **source: str) -> Article:
    made = parse_article(Path("report.md"), text.encode())
    return replace(made, source=Source(**source))


def quoting_it(article: Article) -> str:
    quote = quotation(article, 0, len(article.body))
    return f"{quote}\n— reported (¶ 1)\n{small_print(Credit(article))}"


def test_a_full_message_is_still_corrected() -> None:
    report = article("He said: No.")
    corrected = change_of(report, state=ArticleState.CORRECTED, reason="r*" * 500)
    for size in (10, 1_000, 1_800, 1_935):
        text = mended("> " + "x" * size, [corrected], ())
        assert "\n-# Corrected since: r" in text
        assert length(text) <= LIMIT


def test_a_withdrawal_that_there_is_no_room_to_explain_still_takes_the_words() -> None:
    gone = change_of(article("He said: No.", title="*" * 100), reason="y" * 100)
    assert mended("x" * 1_995 + "\n\n> No.", [gone], ()) == "x" * 1_995


def test_the_same_words_stay_quoted_from_an_article_that_was_not_withdrawn() -> None:
    words = "The minister denied it."
    gone = article(words, title="Denial", publisher="The Herald")
    other = article(words, title="Denial", publisher="The Courier")
    content = f"{quoting_it(gone)}\n\n{quoting_it(other)}"
    after = mended(content, [change_of(gone, reason="Invented.")], {credit(other)})
    assert (
        after == f"“Denial” has since been withdrawn: Invented.\n\n{quoting_it(other)}"
    )
    again = mended(after, [change_of(gone, reason="Invented.")], {credit(other)})
    assert again == after
    same = article(words, title="Denial", publisher="The Herald")
    after = mended(content, [change_of(gone)], {credit(other), credit(same)})
    assert after.count("> ") == 1  # what can't be told apart goes


def test_words_of_a_text_that_nobody_kept_go_by_the_credit_under_them() -> None:
    before = article("It rose by two metres.\n\nIt fell.", title="The river")
    now = article("It rose by three metres.", title="The river")
    small = quoting_it(before).split("\n")[-1]
    content = f"> It rose by two metres.\n— (¶ 1)\n\n> It fell.\n— (¶ 2)\n{small}"
    after = mended(f"Above.\n\n{content}", [change_of(now)], ())
    assert after.startswith("Above.\n\n“The river” has since been withdrawn")
    assert "> " not in after


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_nothing_is_said_of_how_sure_an_answer_was_that_is_gone(language: str) -> None:
    gone, other = article("It rose.", title="A"), article("It fell.", title="B")
    with speaking(language):
        unsure = note_line(Note(NoteKind.UNSURE))
    asked = f"{unsure}\n-# Asked: What rose?"
    after = mended(f"{asked}\n\n{quoting_it(gone)}", [change_of(gone)], ())
    assert after.startswith("-# Asked: What rose?\n\n“A” has since")
    after = mended(f"{unsure}\n\n{quoting_it(gone)}", [change_of(gone)], ())
    assert after.startswith("“A” has since")
    both = f"{unsure}\n\n{quoting_it(gone)}\n\n{quoting_it(other)}"
    assert mended(both, [change_of(gone)], {credit(other)}).startswith(unsure)


def test_a_passage_that_goes_on_in_the_next_message_is_taken_out(
    answerer: Answerer,
) -> None:
    article = next(a for a in answerer.articles if a.slug == SLUG)
    words = article.sentences[0]
    text = article.text(words.start, words.end - 40)
    content = f"Above.\n\n> {text}\n-# goes on in the next message"
    after = mended(content, [change_of(article)], ())
    assert after.startswith("Above.\n\n")
    assert text not in after
    assert "is no longer quoted here" in after


async def test_answers_in_a_channel_that_is_gone_are_forgotten(
    world: World, library: Library
) -> None:
    other = world.guild.create_text_channel("elsewhere")
    await world.alice.send(other, f"{world.mention} {QUESTION}")
    assert await quoting(library) != []
    world.env.backend.delete_channel(other.id)
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    await bot(world).mending.mend_all()
    assert await quoting(library) == []


def test_a_button_of_another_version_is_left_where_it_stands() -> None:
    change = Change(None, (), ())  # type: ignore[arg-type]
    assert not change.ends("why1:%")


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_an_answer_in_any_language_is_known_by_the_credit_under_it(
    language: str,
) -> None:
    gone, other = article("It rose.", title="A"), article("It rose.", title="B")
    with speaking(language):
        content = f"{quoting_it(gone)}\n\n{quoting_it(other)}"
    after = mended(content, [change_of(gone)], credits_of([other]))
    assert after.count("> It rose.") == 1
    assert "B" in after.split("\n")[-1]
