from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import (
    SlugTakenError,
    SlugUnknownError,
    StorageError,
    WithdrawnError,
)
from bot.storage import Actor, ArticleState, Draft, Scope, digest

if TYPE_CHECKING:
    from bot.storage.store import Store
    from tests.storage.conftest import Clock

ADMIN = Actor(user=7, guild=1)
FIRST = Draft(
    "One. “Two”, he said.\r\n\n\U0001f600 Three.",
    {"title": "A title", "publisher": "A publisher"},
    label="ours",
    language="de",
    paragraphs=(1, 2),
)
SECOND = Draft("One and a half.", paragraphs=(1,))
KEPT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


async def test_an_article_comes_back_as_it_was_added(
    store: Store, clock: Clock
) -> None:
    scope = Scope(1, frozenset({11, 12}))
    added = await store.articles.add("a", FIRST, scope, by=ADMIN)
    assert await store.articles.get("a") == added
    assert (added.slug, added.version, added.current) == ("a", 1, 1)
    assert (added.draft, added.scope) == (FIRST, scope)
    assert added.content_hash == digest(FIRST.body)
    assert (added.state, added.reason) == (ArticleState.ACTIVE, None)
    assert (added.added_at, added.changed_at) == (clock(), clock())


async def test_titles_are_those_of_the_newest_versions_withdrawn_or_not(
    store: Store,
) -> None:
    for slug in "abc":
        await store.articles.add(slug, FIRST, by=ADMIN)
    await store.articles.update("a", SECOND, by=ADMIN)
    await store.articles.withdraw("b", "A slip", by=ADMIN)
    found = await store.articles.titles({"a", "b", "none"})
    assert found == {"a": (None, None), "b": ("A title", "ours")}


async def test_a_slug_is_given_once(store: Store) -> None:
    await store.articles.add("a", FIRST, by=ADMIN)
    with pytest.raises(SlugTakenError, match="an article a already") as caught:
        await store.articles.add("a", SECOND, Scope(2), by=ADMIN)
    assert caught.value.slug == "a"
    assert [entry.action for entry in await store.audit.entries(None)] == ["add"]


async def test_of_many_who_add_one_slug_at_once_one_does(store: Store) -> None:
    adding = (store.articles.add("a", FIRST, by=ADMIN) for _ in range(8))
    done = await asyncio.gather(*adding, return_exceptions=True)
    assert sum(isinstance(each, SlugTakenError) for each in done) == 7


async def test_an_update_keeps_the_old_version_readable(
    store: Store, clock: Clock
) -> None:
    first = await store.articles.add("a", FIRST, by=ADMIN)
    clock.advance(days=1)
    second = await store.articles.update("a", SECOND, by=ADMIN)
    assert (second.version, second.current, second.draft) == (2, 2, SECOND)
    assert second.added_at > first.added_at
    old = await store.articles.get("a", version=1)
    assert old is not None
    assert old.draft == FIRST
    assert [each.version for each in await store.articles.versions("a")] == [1, 2]
    assert await store.articles.all() == (second,)


@pytest.mark.usefixtures("uncovered")
async def test_updates_at_once_each_get_a_version(store: Store) -> None:
    await store.articles.add("a", FIRST, by=ADMIN)
    drafts = [Draft(f"Text {number}.") for number in range(6)]
    await asyncio.gather(*(store.articles.update("a", d, by=ADMIN) for d in drafts))
    versions = await store.articles.versions("a")
    assert [each.version for each in versions] == [1, 2, 3, 4, 5, 6, 7]
    assert {each.draft.body for each in versions[1:]} == {d.body for d in drafts}


async def test_a_correction_is_marked_with_or_without_a_new_text(store: Store) -> None:
    await store.articles.add("a", FIRST, by=ADMIN)
    marked = await store.articles.correct("a", "A wrong date.", by=ADMIN)
    assert (marked.state, marked.reason) == (ArticleState.CORRECTED, "A wrong date.")
    assert marked.draft == FIRST
    mended = await store.articles.correct("a", "A wrong name.", SECOND, by=ADMIN)
    assert (mended.version, mended.draft) == (2, SECOND)
    assert await store.articles.all() == (mended,)


async def test_a_correction_does_not_take_a_withdrawal_back(store: Store) -> None:
    await store.articles.add("a", FIRST, by=ADMIN)
    gone = await store.articles.withdraw("a", "It was made up.", by=ADMIN)
    with pytest.raises(WithdrawnError, match="reinstate it first"):
        await store.articles.correct("a", "A slip.", SECOND, by=ADMIN)
    assert await store.articles.get("a") == gone
    back = await store.articles.reinstate("a", by=ADMIN)
    assert back.state is ArticleState.ACTIVE


async def test_a_withdrawn_article_is_not_among_those_to_ask(
    store: Store, clock: Clock
) -> None:
    await store.articles.add("a", FIRST, by=ADMIN)
    clock.advance(hours=1)
    gone = await store.articles.withdraw("a", "It was made up.", by=ADMIN)
    assert (gone.state, gone.reason) == (ArticleState.WITHDRAWN, "It was made up.")
    assert gone.changed_at == clock()
    assert await store.articles.all() == ()
    assert await store.articles.get("a") == gone
    back = await store.articles.reinstate("a", by=ADMIN)
    assert (back.state, back.reason) == (ArticleState.ACTIVE, None)
    assert await store.articles.all() == (back,)


async def test_no_article_of_the_name_is_an_error_and_no_entry(store: Store) -> None:
    articles = store.articles
    for change in (
        articles.update("a", FIRST, by=ADMIN),
        articles.correct("a", "why", by=ADMIN),
        articles.correct("a", "why", FIRST, by=ADMIN),
        articles.withdraw("a", "why", by=ADMIN),
        articles.reinstate("a", by=ADMIN),
    ):
        with pytest.raises(SlugUnknownError, match="no article a "):
            await change
    assert await store.articles.get("a") is None
    assert await store.audit.last() == 0


async def test_every_change_is_in_the_trail_of_its_server(
    store: Store, clock: Clock
) -> None:
    await store.articles.add("a", FIRST, Scope(1), by=ADMIN)
    await store.articles.add("b", FIRST, Scope(2), by=Actor(8, 2))
    await store.articles.correct("a", "A wrong date.", by=ADMIN)
    await store.articles.withdraw("a", "It was made up.", by=Actor())
    trail = await store.audit.entries(1)
    assert [(entry.user, entry.action, entry.detail) for entry in trail] == [
        (None, "withdraw", "It was made up."),
        (7, "correct", "A wrong date."),
        (7, "add", None),
    ]
    assert {(entry.guild, entry.subject, entry.at) for entry in trail} == {
        (1, "a", clock())
    }
    assert len(await store.audit.entries(None)) == 4
    assert await store.audit.last() == trail[0].number


async def test_the_trail_is_read_in_parts(store: Store) -> None:
    for number in range(5):
        await store.articles.add(f"a{number}", FIRST, by=ADMIN)
    newest = await store.audit.entries(1, limit=3)
    older = await store.audit.entries(1, limit=3, before=newest[-1].number)
    assert [entry.subject for entry in (*newest, *older)] == [
        "a4",
        "a3",
        "a2",
        "a1",
        "a0",
    ]


@pytest.mark.usefixtures("uncovered")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=KEPT, title=KEPT, language=KEPT)
async def test_any_text_comes_back_to_the_character(
    store: Store, body: str, title: str, language: str
) -> None:
    draft = Draft(body, {"title": title}, language=language)
    slug = f"s{await store.audit.last()}"
    await store.articles.add(slug, draft, by=ADMIN)
    kept = await store.articles.get(slug)
    assert kept is not None
    assert kept.draft == draft


@pytest.mark.parametrize("body", ["nu\0l", "half \ud83d"])
async def test_a_text_that_no_database_holds_is_refused(
    store: Store, body: str
) -> None:
    with pytest.raises(StorageError, match="can't hold a text with a NUL"):
        await store.articles.add("a", Draft(body), by=ADMIN)
    assert await store.articles.get("a") is None


IDS = st.integers(1, 3)


@given(
    scope=st.one_of(
        st.builds(Scope),
        st.builds(Scope, IDS),
        st.builds(Scope, IDS, st.frozensets(IDS)),
    ),
    guild=st.none() | IDS,
    channel=IDS,
)
def test_nobody_sees_across(scope: Scope, guild: int | None, channel: int) -> None:
    seen = scope.covers(guild, channel)
    if scope.guild is None:
        assert seen
    else:
        own = guild == scope.guild
        assert seen == (own and (not scope.channels or channel in scope.channels))


def test_a_thread_sees_what_its_channel_sees() -> None:
    assert Scope(1, frozenset({5})).covers(1, 99, 5)


def test_channels_of_no_server_are_no_scope() -> None:
    with pytest.raises(ValueError, match="belong to a server"):
        Scope(None, frozenset({5}))
