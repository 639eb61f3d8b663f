from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot import bootstrap, operations
from bot.articles.withdrawn import Withdrawn
from bot.settings import Settings
from bot.storage import Actor, ArticleState, Draft, Scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.storage import StoredArticle
    from bot.storage.store import Store
    from tests.conftest import Result

    Verbatim = Callable[..., Result]

SLUG = "mehr-iran-drones"


def stored(home: Path) -> StoredArticle | None:
    settings = Settings(
        _env_file=None, corpus=home / "corpus", state=home / ".verbatim"
    )
    return operations.with_store(settings, lambda store: store.articles.get(SLUG))


@pytest.mark.usefixtures("uncovered")
def test_a_file_is_withdrawn_and_reinstated(verbatim: Verbatim, home: Path) -> None:
    result = verbatim("withdraw", SLUG, "--reason", "It was wrong.")
    assert (result.status, result.err) == (0, "")
    assert f"verbatim reinstate {SLUG}" in result.out
    asked = verbatim("ask", "Who denied the allegations?")
    assert (asked.status, asked.out) == (2, "")
    assert "holds only articles that are withdrawn" in asked.err
    (home / "corpus" / "mill.md").write_text("The mill denied it.", encoding="utf-8")
    assert SLUG not in verbatim("ask", "Who denied the allegations?", "--json").out
    shutil.copytree(home / "corpus", home / "other")  # of which nobody said anything
    asked = verbatim(
        "ask", "Who denied the allegations?", "--json", "--corpus", "other"
    )
    assert SLUG in asked.out
    article = stored(home)
    assert article is not None
    assert (article.state, article.reason) == (ArticleState.WITHDRAWN, "It was wrong.")
    assert verbatim("reinstate", SLUG).status == 0
    article = stored(home)
    assert article is not None
    assert article.state is ArticleState.ACTIVE
    assert SLUG in verbatim("ask", "Who denied the allegations?", "--json").out


@pytest.mark.usefixtures("uncovered")
def test_a_withdrawn_file_is_not_quoted_by_whatever_path_its_folder_is_named(
    verbatim: Verbatim, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = home / ".verbatim"
    (home / "corpus" / "within").mkdir()
    (home / "link").symlink_to(home / "corpus")
    verbatim("withdraw", SLUG)
    monkeypatch.chdir(home / "corpus" / "within")
    monkeypatch.setenv("VERBATIM_STATE", str(state))
    for corpus in ("..", f"{home}/nowhere/../corpus", f"{home}/link"):
        asked = verbatim("ask", "Who denied the allegations?", "--corpus", corpus)
        assert asked.out == ""
    assert len([*state.glob("withdrawn-*")]) == 1


def test_a_withdrawn_file_stays_so_in_a_folder_of_another_name(
    verbatim: Verbatim, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Who denied the allegations?"
    verbatim("withdraw", SLUG)
    state = home / ".verbatim"
    (state / "withdrawn-0.json").write_text("7")  # of nobody's
    (state / "withdrawn-1.json").write_text('["no", "folder"]')  # an earlier version's
    for old, new in (("corpus", "moved"), ("moved", "again")):
        (home / old).rename(home / new)
        monkeypatch.setenv("VERBATIM_CORPUS", new)
        assert verbatim("ask", asked).out == ""
        note = bootstrap.withdrawn_file(Settings(_env_file=None))
        assert not note.exists()
        Withdrawn(note, home / new).keep(frozenset({SLUG}))  # as a bot does that runs
        assert note.exists()
    assert verbatim("reinstate", SLUG).status == 0
    assert SLUG in verbatim("ask", asked, "--json").out


@pytest.mark.usefixtures("uncovered")
def test_a_withdrawn_file_stays_so_in_other_case_until_it_is_reinstated(
    verbatim: Verbatim, home: Path
) -> None:
    verbatim("withdraw", SLUG)
    named = SLUG.title()
    (home / "corpus" / f"{SLUG}.md").rename(home / "corpus" / f"{named}.md")

    def exported() -> list[str]:
        """Return what a library over the folder and the database holds."""
        shutil.rmtree("copy", ignore_errors=True)
        assert verbatim("export", "copy").status == 0
        return [file.stem for file in (home / "copy").iterdir()]

    assert verbatim("ask", "Who denied the allegations?").out == ""
    verbatim("reinstate", named)  # before any bot has noted its new name
    assert named in verbatim("ask", "Who denied the allegations?", "--json").out
    verbatim("withdraw", named)
    (home / "corpus" / f"{named}.md").rename(home / "corpus" / f"{SLUG.upper()}.md")
    assert exported() == []
    verbatim("reinstate", SLUG.upper())
    assert exported() == [SLUG.upper()]


@pytest.mark.usefixtures("uncovered")
def test_no_server_gets_more_back_than_it_may_have(
    verbatim: Verbatim, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    settings = Settings(_env_file=None, state=home / ".verbatim")

    async def fill(store: Store) -> None:
        for slug in ("one", "two"):
            await store.articles.add(slug, Draft("It rained."), Scope(1), by=Actor())

    operations.with_store(settings, fill)
    monkeypatch.setenv("VERBATIM_SERVER_ARTICLES", "1")
    assert verbatim("withdraw", "one").status == 0
    refused = verbatim("reinstate", "one")
    assert (refused.status, refused.out) == (1, "")
    assert "has 1 of 1 articles" in refused.err
    verbatim("withdraw", "two")
    assert verbatim("reinstate", "one").status == 0


@pytest.mark.usefixtures("uncovered")
async def test_what_is_withdrawn_on_discord_is_not_quoted_in_the_terminal(
    verbatim: Verbatim, home: Path
) -> None:
    settings = Settings(
        _env_file=None, corpus=home / "corpus", state=home / ".verbatim"
    )
    library = bootstrap.build_library(settings)
    await library.refresh()
    await library.withdraw(SLUG, "It was wrong.", by=Actor(1, 2))
    await library.close()
    asked = verbatim("ask", "Who denied the allegations?")
    assert "holds only articles that are withdrawn" in asked.err


def test_an_article_that_was_added_is_withdrawn_and_none_of_the_folder(
    verbatim: Verbatim, home: Path
) -> None:
    settings = Settings(
        _env_file=None, corpus=home / "corpus", state=home / ".verbatim"
    )
    operations.with_store(
        settings,
        lambda store: store.articles.add("added", Draft("It rained."), by=Actor()),
    )
    assert verbatim("withdraw", "added").status == 0
    assert verbatim("ask", "Who denied the allegations?").status == 0


def test_an_unknown_article_is_named(verbatim: Verbatim) -> None:
    for command in ("withdraw", "reinstate"):
        result = verbatim(command, "nowhere")
        assert result.status == 1
        assert "There is no article nowhere among those" in result.err
