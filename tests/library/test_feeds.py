from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.fetching import Fetcher
from bot.library import (
    EVERYWHERE,
    FeedReader,
    Folder,
    Keeper,
    Library,
    Quota,
    Where,
)
from bot.storage import Actor, Feed, Scope
from tests.fetching.misbehaving import reply, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.storage.store import Store
    from tests.fetching.misbehaving import Site

pytestmark = pytest.mark.usefixtures("parsed_here")
HOST = Actor()
WORDS = "The council met on Tuesday and spoke of the new bridge at great length. "


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as served:
        yield served


@pytest.fixture
def reader(library: Library) -> FeedReader:
    return FeedReader(library, partial(Fetcher, allowed={"127.0.0.1"}.__contains__))


@pytest.fixture
async def store(library: Library) -> Store:
    return await library.store()


def offer(site: Site, *numbers: int, **headers: str) -> str:
    """Let the site have a feed of these entries, each with its page."""
    items = "".join(
        f"<item><title>News {n}</title><link>{site.address}/{n}</link></item>"
        for n in numbers
    )
    body = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
    site.replies["/feed"] = reply(body.encode(), kind="application/rss+xml", **headers)
    for n in numbers:
        text = f"{WORDS}Resolution {n} was adopted. {WORDS * 2}"
        page = f"<html><head><title>News {n}</title></head><body><article>"
        page += f"<h1>News {n}</h1><p>{text}</p></article></body></html>"
        site.replies[f"/{n}"] = reply(page.encode())
    return f"{site.address}/feed"


async def due_again(store: Store) -> None:
    (feed,) = await store.feeds.all()
    await store.feeds.checked(replace(feed, next_check=None))


def slugs(library: Library) -> list[str]:
    return sorted(a.slug for a in library.articles(EVERYWHERE))


async def test_new_entries_become_articles_with_the_feeds_fields(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    source = {"publisher": "The Post", "license": "CC0"}
    await store.feeds.save(Feed(offer(site, 1, 2), source=source), by=HOST)
    await reader.check()
    assert slugs(library) == ["harbour", "news-1", "news-2"]
    article = next(a for a in library.everything() if a.slug == "news-1")
    assert article.source.publisher == "The Post"
    assert article.source.license == "CC0"
    assert article.source.url == f"{site.address}/1"
    answer = library.answerer(EVERYWHERE).answer("Was resolution 1 adopted?")
    assert "Resolution 1 was adopted." in answer.evidence[0].text


async def test_a_feed_reads_no_text_in_the_store_but_its_pages(
    library: Library,
    reader: FeedReader,
    store: Store,
    site: Site,
    read_in_store: list[str],
) -> None:
    await store.feeds.save(Feed(offer(site, 1, 2)), by=HOST)
    await reader.check()
    assert slugs(library) == ["harbour", "news-1", "news-2"]
    assert "harbour" not in read_in_store


async def test_a_feed_is_left_alone_until_its_time_comes(
    reader: FeedReader, store: Store, site: Site
) -> None:
    await store.feeds.save(Feed(offer(site, 1)), by=HOST)
    await reader.check()
    asked = len(site.asked)
    await reader.check()
    assert len(site.asked) == asked
    (feed,) = await store.feeds.all()
    assert feed.next_check is not None
    assert feed.next_check > datetime.now(UTC) + timedelta(minutes=50)


async def test_the_server_is_asked_only_for_what_changed(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    url = offer(site, 1, ETag='"one"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")
    await store.feeds.save(Feed(url), by=HOST)
    await reader.check()
    site.replies["/feed"] = reply(b"", "304 Not Modified")
    await due_again(store)
    await reader.check()
    asked = next(h for h in reversed(site.headers) if "GET /feed" in h)
    assert 'If-None-Match: "one"' in asked
    assert "If-Modified-Since: Mon, 01 Jan 2024" in asked
    offer(site, 2, 1, ETag='"two"')
    await due_again(store)
    await reader.check()
    assert slugs(library) == ["harbour", "news-1", "news-2"]
    assert site.asked.count("/1") == 1


async def test_one_check_adds_so_many_and_the_next_ones_the_rest(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    url = offer(site, 5, 4, 3, 2, 1, ETag='"one"')
    await store.feeds.save(Feed(url, limit=2), by=HOST)
    await reader.check()
    assert slugs(library) == ["harbour", "news-4", "news-5"]
    for _ in range(2):
        await due_again(store)
        await reader.check()
    assert slugs(library) == ["harbour", *(f"news-{n}" for n in range(1, 6))]
    (feed,) = await store.feeds.all()
    assert feed.etag == '"one"'


async def test_a_servers_feed_adds_no_more_than_the_server_may(
    corpus: Path, keeper: Keeper, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    library = Library(Folder(corpus), keeper, quota=Quota(articles=1))
    await library.refresh()
    store = await library.store()
    await store.feeds.save(Feed(offer(site, 1, 2), Scope(1)), by=HOST)
    fetcher = partial(Fetcher, allowed={"127.0.0.1"}.__contains__)
    await FeedReader(library, fetcher).check()
    assert (await store.articles.usage(1)).articles == 1
    assert "has to wait: A server has 1 of 1 articles" in caplog.text


@pytest.mark.parametrize(
    "bad",
    [
        reply(b"", "500 Internal Server Error"),
        reply(b"<html></html>"),
    ],
)
async def test_a_failing_feed_waits_longer_each_time_and_recovers(
    reader: FeedReader,
    store: Store,
    site: Site,
    *,
    bad: bytes,
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = offer(site, 1)
    site.replies["/feed"] = bad
    await store.feeds.save(Feed(url), by=HOST)
    pauses = []
    for _ in range(9):
        await due_again(store)
        await reader.check()
        (feed,) = await store.feeds.all()
        assert feed.next_check is not None
        pauses.append((feed.next_check - datetime.now(UTC)).total_seconds())
    assert pauses[0] < pauses[1] < pauses[2]
    assert max(pauses) <= 24 * 3_600
    assert caplog.text.count("a feed has to wait") == 9
    offer(site, 1)
    await due_again(store)
    await reader.check()
    (feed,) = await store.feeds.all()
    assert feed.failures == 0


async def test_a_feed_whose_check_fails_unforeseen_waits_and_stops_no_other(
    library: Library, store: Store, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    for scope in (Scope(7), Scope(8)):
        await store.feeds.save(Feed(offer(site, 1), scope), by=HOST)
    made: list[Fetcher] = []

    def fetcher() -> Fetcher:
        made.append(Fetcher(allowed={"127.0.0.1"}.__contains__))
        if len(made) == 1:
            message = "a word of the page"
            raise ValueError(message)
        return made[-1]

    reader = FeedReader(library, fetcher)
    with pytest.raises(ValueError, match="a word"):
        await reader.check()
    assert f"{site.address}/feed has to wait: ValueError" in caplog.text
    assert "a word" not in caplog.text
    first, second = await store.feeds.all()
    assert (first.failures, second.failures) == (1, 0)
    assert not await store.leases.renew()
    await store.feeds.checked(replace(first, next_check=None))
    await reader.check()
    assert [feed.failures for feed in await store.feeds.all()] == [0, 0]
    assert slugs(library) == ["harbour"]
    for guild in (7, 8):
        assert "news-1" in library.articles(Where(guild))[-1].slug


@pytest.mark.usefixtures("uncovered")
async def test_an_entry_that_fails_stops_no_other_and_is_tried_again(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    await store.feeds.save(Feed(offer(site, 1, 2, 3, ETag='"one"')), by=HOST)
    page = site.replies["/1"]
    site.replies["/1"] = reply(b"", "503 Service Unavailable")
    site.replies["/2"] = reply(b"<html><body></body></html>")  # never an article
    await reader.check()
    assert slugs(library) == ["harbour", "news-3"]
    site.replies["/1"] = page
    await due_again(store)
    await reader.check()
    assert slugs(library) == ["harbour", "news-1", "news-3"]
    assert site.asked.count("/2") == 1


async def test_a_text_that_is_there_already_is_not_added_again(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    await store.feeds.save(Feed(offer(site, 1)), by=HOST)
    await reader.check()
    # As if the program had been killed between the article and the note of it.
    url = f"{site.address}/feed"
    await store.feeds.remove(url, None, by=HOST)
    await store.feeds.save(Feed(url), by=HOST)
    await reader.check()
    assert slugs(library) == ["harbour", "news-1"]


@pytest.mark.usefixtures("uncovered")
async def test_two_processes_take_each_entry_once(
    corpus: Path, library: Library, store: Store, site: Site, tmp_path: Path
) -> None:
    await store.feeds.save(Feed(offer(site, 1, 2, 3, 4)), by=HOST)
    fetcher = partial(Fetcher, allowed={"127.0.0.1"}.__contains__)
    keeper = Keeper(tmp_path / "state" / "verbatim.db")
    other = Library(Folder(corpus), keeper)
    other.load()
    await other.refresh()
    readers = [FeedReader(each, fetcher) for each in (library, other)]
    await asyncio.gather(*(reader.check() for reader in readers))
    await library.refresh()
    assert slugs(library) == ["harbour", "news-1", "news-2", "news-3", "news-4"]
    await keeper.close()


@pytest.mark.usefixtures("uncovered")
async def test_two_processes_that_start_at_once_note_the_folder_once(
    corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(5):
        (corpus / f"more-{number}.md").write_text(f"{WORDS}{number}.", encoding="utf-8")
    keepers = [Keeper(tmp_path / "new.db") for _ in range(2)]
    libraries = [Library(Folder(corpus), keeper) for keeper in keepers]
    for each in libraries:
        each.load()
    await asyncio.gather(*(each.refresh() for each in libraries))
    assert [len(slugs(each)) for each in libraries] == [6, 6]
    assert "already" not in caplog.text
    for keeper in keepers:
        await keeper.close()


async def test_a_servers_feed_adds_for_that_server(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    await store.feeds.save(Feed(offer(site, 1), Scope(7)), by=HOST)
    await reader.check()
    assert slugs(library) == ["harbour"]
    assert "news-1" in {a.slug for a in library.articles(Where(7))}


async def test_without_a_feed_nothing_is_fetched(
    reader: FeedReader, site: Site
) -> None:
    await reader.check()
    assert site.asked == []


async def test_feeds_outlive_a_restart(
    keeper: Keeper, corpus: Path, site: Site, store: Store
) -> None:
    await store.feeds.save(Feed(offer(site, 1)), by=HOST)
    again = Library(Folder(corpus), keeper)
    again.load()
    await again.refresh()
    reader = FeedReader(again, partial(Fetcher, allowed={"127.0.0.1"}.__contains__))
    await reader.check()
    assert "news-1" in slugs(again)


def publish(site: Site, path: str, text: str, guid: str, title: str = "Hurt") -> str:
    """Let the site have a feed of one entry, with its page of this text."""
    link = f"{site.address}{path}"
    item = f"<item><title>{title}</title><link>{link}</link><guid>{guid}</guid></item>"
    body = f'<rss version="2.0"><channel>{item}</channel></rss>'
    site.replies["/feed"] = reply(body.encode(), kind="application/rdf+xml")
    page = f"<html><body><article><h1>Hurt</h1><p>{text}</p></article></body></html>"
    site.replies[path.partition("?")[0]] = reply(page.encode())
    return f"{site.address}/feed"


async def checked(store: Store, reader: FeedReader) -> None:
    await due_again(store)
    await reader.check()


@pytest.mark.usefixtures("uncovered")
async def test_a_correction_by_the_publisher_is_an_update(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    url = publish(site, "/a", f"{WORDS * 3}There were 40 hurt.", "g1")
    await store.feeds.save(Feed(url), by=HOST)
    await reader.check()
    publish(site, "/a", f"{WORDS * 3}There were 90 hurt.", "g1", "Hurt (corrected)")
    await checked(store, reader)
    assert slugs(library) == ["harbour", "hurt"]
    (article,) = (a for a in library.everything() if a.slug == "hurt")
    assert "There were 90 hurt." in article.body
    stored = await store.articles.get("hurt")
    assert stored is not None
    assert stored.version == 2
    asked = len(site.asked)
    await checked(store, reader)
    assert site.asked[asked:] == ["/robots.txt", "/feed"]


async def test_the_same_page_under_another_address_is_an_update(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    url = publish(site, "/a", f"{WORDS * 3}There were 40 hurt.", "g1")
    await store.feeds.save(Feed(url), by=HOST)
    await reader.check()
    more = f"{WORDS * 3}There were 40 hurt. The mayor came."
    publish(site, "/a?utm_source=rss", more, "g2")
    await checked(store, reader)
    assert slugs(library) == ["harbour", "hurt"]
    (article,) = (a for a in library.everything() if a.slug == "hurt")
    assert "The mayor came." in article.body


async def test_a_page_that_has_become_another_one_changes_nothing(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    await store.feeds.save(Feed(publish(site, "/a", WORDS * 4, "g1")), by=HOST)
    await reader.check()
    other = "Nothing of what stood here can be seen any more, said the publisher. "
    publish(site, "/a", other * 4, "g1", "Gone")
    await checked(store, reader)
    assert [a.slug for a in library.everything() if other in a.body] == []


async def test_what_was_withdrawn_does_not_come_back_changed(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    await store.feeds.save(Feed(publish(site, "/a", WORDS * 4, "g1")), by=HOST)
    await reader.check()
    await library.withdraw("hurt", "It was made up.", by=HOST)
    publish(site, "/a", f"{WORDS * 4}There were 90 hurt.", "g1", "Again")
    await checked(store, reader)
    assert slugs(library) == ["harbour"]


async def test_nearly_the_same_text_of_another_page_is_passed_over(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    long = " ".join(
        f"The {n}th witness spoke of the bridge and the rain." for n in range(60)
    )
    await store.feeds.save(Feed(publish(site, "/a", long, "g1")), by=HOST)
    await reader.check()
    publish(site, "/b", f"{long} (Agency)", "g2")
    await checked(store, reader)
    assert slugs(library) == ["harbour", "hurt"]


async def test_another_server_s_article_keeps_none_from_a_feed(
    library: Library, reader: FeedReader, store: Store, site: Site
) -> None:
    url = publish(site, "/a", WORDS * 4, "g1")
    await store.feeds.save(Feed(url, Scope(7)), by=HOST)
    await store.feeds.save(Feed(url, Scope(8)), by=HOST)
    await reader.check()
    for guild in (7, 8):
        texts = [a.body for a in library.articles(Where(guild))]
        assert any(WORDS.strip() in text for text in texts)


async def test_the_beginning_of_an_article_that_is_sold_is_left_out(
    library: Library,
    reader: FeedReader,
    store: Store,
    site: Site,
    caplog: pytest.LogCaptureFixture,
) -> None:
    offer = f"{WORDS}</p><p>This article is for subscribers. Subscribe now."
    await store.feeds.save(Feed(publish(site, "/a", offer, "g1")), by=HOST)
    await reader.check()
    assert slugs(library) == ["harbour"]
    assert "is left out" in caplog.text
    assert "an article that is sold" in caplog.text


WALL = """<h1>Before you go on</h1><p>We and our partners use cookies to store data on
your device.</p><p>You can accept all or reject them.</p><button>Accept all</button>"""
DOUBTED = """<article><p>We counted our cookies. You can reject them in your settings,
Ann Lee writes.</p></article><button>Accept all</button>"""


async def test_a_wall_of_consent_is_left_out_and_what_may_be_one_is_pointed_out(
    library: Library,
    reader: FeedReader,
    store: Store,
    site: Site,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await store.feeds.save(Feed(offer(site, 1, 2, 3)), by=HOST)
    site.replies["/1"] = reply(WALL.encode())
    site.replies["/2"] = reply(DOUBTED.encode())
    await reader.check()
    assert slugs(library) == ["harbour", "news-2", "news-3"]
    lines = [r.getMessage() for r in caplog.records if r.name.startswith("bot")]
    assert len(lines) == 2
    assert "/1 shows no article but a notice on cookies" in lines[0]
    assert lines[1].startswith("an entry may be only a notice that asks for consent")
    assert lines[1].endswith("/2")


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/x-rss+xml"])
async def test_a_feed_of_whatever_type_is_read(
    library: Library, reader: FeedReader, store: Store, site: Site, kind: str
) -> None:
    url = publish(site, "/a", WORDS * 4, "g1")
    feed = site.replies["/feed"]
    assert isinstance(feed, bytes)
    site.replies["/feed"] = feed.replace(b"application/rdf+xml", kind.encode())
    await store.feeds.save(Feed(url), by=HOST)
    await reader.check()
    assert slugs(library) == ["harbour", "hurt"]
