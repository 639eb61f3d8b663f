"""How much one server may add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.articles import Article, Source, make_article
from bot.errors import QuotaError, SlugUnknownError
from bot.library import Folder, Keeper, Library, Quota
from bot.storage import Actor, Scope

if TYPE_CHECKING:
    from pathlib import Path

ADMIN = Actor(7, 1)
TEXT = "The mill grinds rye. Its wheel was repaired in May. "


@pytest.fixture
async def limited(corpus: Path, keeper: Keeper) -> Library:
    library = Library(Folder(corpus), keeper, quota=Quota(articles=5, megabytes=0.01))
    library.load()
    await library.refresh()
    return library


def article(slug: str, size: int = 100) -> Article:
    body = (TEXT * (size // len(TEXT) + 1))[:size]
    return make_article(slug, body, Source(), language="en")


@pytest.mark.usefixtures("uncovered")
async def test_a_server_adds_as_many_articles_as_it_may_and_no_more(
    limited: Library,
) -> None:
    for number in range(5):
        await limited.add(article(f"a{number}"), Scope(1), by=ADMIN)
    with pytest.raises(QuotaError, match="has 5 of 5 articles with 0 of"):
        await limited.add(article("one-more"), Scope(1), by=ADMIN)
    await limited.update(article("a1", 200), by=ADMIN)
    await limited.add(article("of-another"), Scope(2), by=ADMIN)
    await limited.add(article("of-everyone"), Scope(), by=Actor())
    await limited.withdraw("a0", "why", by=ADMIN)
    await limited.add(article("one-more"), Scope(1), by=ADMIN)


@pytest.mark.usefixtures("uncovered")
async def test_a_server_adds_as_much_text_as_it_may_and_no_more(
    limited: Library,
) -> None:
    await limited.add(article("a", 6_000), Scope(1), by=ADMIN)
    with pytest.raises(QuotaError):
        await limited.add(article("b", 5_000), Scope(1), by=ADMIN)
    await limited.add(article("b", 3_900), Scope(1), by=ADMIN)
    with pytest.raises(QuotaError):
        await limited.update(article("b", 4_500), by=ADMIN)
    await limited.update(article("a", 6_100), by=ADMIN)


async def test_what_is_left_is_said_before_it_is_used_up(limited: Library) -> None:
    for number in range(3):
        await limited.add(article(f"a{number}"), Scope(1), by=ADMIN)
        assert await limited.quota(1) is None
    await limited.add(article("a3"), Scope(1), by=ADMIN)
    near = await limited.quota(1)
    assert near is not None
    assert near.fields["articles"] == 4
    with pytest.raises(QuotaError):
        await limited.quota(1, 20_000)


async def test_bytes_count_and_not_characters(limited: Library) -> None:
    body = "\N{GREEK SMALL LETTER ALPHA}" * 4_000 + "."
    greek = make_article("a", body, Source(), language="en")
    await limited.add(greek, Scope(1), by=ADMIN)
    used = await (await limited.store()).articles.usage(1)
    assert (used.articles, used.size) == (1, 8_001)


async def test_without_a_quota_nothing_is_refused(library: Library) -> None:
    for number in range(7):
        await library.add(article(f"a{number}", 6_000), Scope(1), by=ADMIN)
    assert await library.quota(1, 9_000_000) is None


async def test_texts_that_were_replaced_take_ten_times_the_quota_at_most(
    limited: Library,
) -> None:
    await limited.add(article("a", 9_000), Scope(1), by=ADMIN)
    for number in range(10):
        await limited.update(article("a", 9_000 + number), by=ADMIN)
    with pytest.raises(QuotaError, match=r"had are 0\.1 of 0\.1 MB"):
        await limited.update(article("a", 9_100), by=ADMIN)
    await limited.withdraw("a", "why", by=ADMIN)
    with pytest.raises(QuotaError, match="have and had"):
        await limited.add(article("b", 9_100), Scope(1), by=ADMIN)
    await limited.add(article("of-another", 9_000), Scope(2), by=ADMIN)


@pytest.mark.usefixtures("uncovered")
async def test_what_is_withdrawn_comes_back_as_long_as_there_is_room(
    limited: Library,
) -> None:
    await limited.add(article("a", 6_000), Scope(1), by=ADMIN)
    await limited.correct("a", "why", by=ADMIN)
    await limited.withdraw("a", "why", by=ADMIN)
    await limited.add(article("b", 6_000), Scope(1), by=ADMIN)
    with pytest.raises(QuotaError, match=r"has 1 of 5 articles with 0 of"):
        await limited.reinstate("a", by=ADMIN)
    for number in range(
        14
    ):  # of all it had there is 0.1 MB, to which this adds nothing
        await limited.update(article("b", 6_001 + number), by=ADMIN)
    await limited.correct("b", "why", by=ADMIN)
    await limited.reinstate("b", by=ADMIN)  # takes as much as before
    await limited.withdraw("b", "why", by=ADMIN)
    await limited.reinstate("a", by=ADMIN)
    with pytest.raises(SlugUnknownError):
        await limited.reinstate("c", by=ADMIN)
