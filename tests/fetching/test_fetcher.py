from __future__ import annotations

import asyncio
import gzip
import zlib
from typing import TYPE_CHECKING

import pytest
from yarl import URL

from bot.errors import FetchError
from bot.fetching import Fetcher, Limits, Page
from bot.fetching.permission import Robots
from tests.fetching.misbehaving import reply, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.fetching.misbehaving import Site

SMALL = Limits(size=100_000, seconds=30, redirects=3)
HURRIED = Limits(size=100_000, seconds=0.5, redirects=3)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """Give a server whose address the tests' fetcher may connect to."""
    async with serving() as served:
        yield served


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    """Give a fetcher for which 127.0.0.1 is public and 127.0.0.2 is not."""
    public = {"127.0.0.1"}
    async with Fetcher("Verbatim", SMALL, allowed=public.__contains__) as opened:
        yield opened


async def test_a_page_comes_with_what_the_server_says_of_it(
    site: Site, fetcher: Fetcher
) -> None:
    body = "Grüße".encode("latin-1")
    kind = "Text/HTML; charset=ISO-8859-1"
    site.replies["/a"] = reply(body, kind=kind, ETag='"1"', Last_Modified="today")
    assert await fetcher.fetch(f"{site.address}/a") == Page(
        url=f"{site.address}/a",
        media_type="text/html",
        charset="ISO-8859-1",
        body=body,
        etag='"1"',
        last_modified="today",
    )


async def test_the_agent_is_named_and_no_cookie_comes_back(
    site: Site, fetcher: Fetcher
) -> None:
    site.replies["/a"] = reply(b"x", Set_Cookie="a=b")
    for _ in range(2):
        await fetcher.fetch(f"{site.address}/a")
    assert all("User-Agent: Verbatim\r\n" in asked for asked in site.headers)
    assert not any("cookie" in asked.lower() for asked in site.headers)


async def test_what_is_unchanged_is_not_read_again(
    site: Site, fetcher: Fetcher
) -> None:
    site.replies["/a"] = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
    page = await fetcher.fetch(f"{site.address}/a", etag='"1"', last_modified="today")
    assert (page.unchanged, page.body) == (True, b"")
    assert 'If-None-Match: "1"' in site.headers[-1]
    assert "If-Modified-Since: today" in site.headers[-1]


async def test_redirects_are_followed_up_to_a_limit(
    site: Site, fetcher: Fetcher
) -> None:
    site.replies["/a"] = reply(b"", "301 Moved", Location="/b")
    site.replies["/b"] = reply(b"", "302 Found", Location=f"{site.address}/c")
    site.replies["/c"] = reply(b"here")
    page = await fetcher.fetch(f"{site.address}/a")
    assert (page.url, page.body) == (f"{site.address}/c", b"here")
    site.replies["/c"] = reply(b"", "307 Again", Location="/a")
    with pytest.raises(FetchError, match="redirects without end"):
        await fetcher.fetch(f"{site.address}/a")


async def test_a_redirect_into_a_private_network_is_not_followed(
    site: Site, fetcher: Fetcher
) -> None:
    async with serving("127.0.0.2") as private:
        private.replies["/"] = reply(b"secret")
        site.replies["/a"] = reply(b"", "302 Found", Location=f"{private.address}/")
        for url in (f"{site.address}/a", f"{private.address}/"):
            with pytest.raises(FetchError, match="private network") as caught:
                await fetcher.fetch(url)
            assert str(caught.value).startswith(url)
        assert private.asked == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "0", "[::]"]
)
async def test_by_default_nothing_of_this_machine_is_fetched(
    site: Site, host: str
) -> None:
    port = site.address.rpartition(":")[2]
    async with Fetcher(limits=SMALL) as fetcher:
        with pytest.raises(FetchError):
            await fetcher.fetch(f"http://{host}:{port}/")
    assert site.asked == []


async def test_a_name_that_changes_its_address_is_checked_where_it_is_connected_to(
    site: Site,
) -> None:
    asked: list[str] = []

    def once(address: str) -> bool:
        asked.append(address)
        return len(asked) == 1

    site.replies["/a"] = reply(b"x")
    async with Fetcher(limits=SMALL, allowed=once) as fetcher:
        with pytest.raises(FetchError, match="private network"):
            await fetcher.fetch(f"{site.address}/a")
    assert site.asked == ["/robots.txt"]


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "example.org", "http://", "", "http:"],
)
async def test_what_is_no_web_address_is_refused(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(FetchError, match="is no web address"):
        await fetcher.fetch(url)


async def test_a_redirect_to_another_scheme_is_refused(
    site: Site, fetcher: Fetcher
) -> None:
    site.replies["/a"] = reply(b"", "302 Found", Location="file:///etc/passwd")
    with pytest.raises(FetchError, match="is no web address"):
        await fetcher.fetch(f"{site.address}/a")


async def test_an_address_with_a_password_is_refused(fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match="holds a user's name"):
        await fetcher.fetch("http://me:s3cret@127.0.0.1/")


async def test_a_type_that_is_not_read_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = reply(b"x", kind="image/png")
    with pytest.raises(FetchError, match=r"is of the type image/png"):
        await fetcher.fetch(f"{site.address}/a")
    page = await fetcher.fetch(f"{site.address}/a", {"image/png"})
    assert page.body == b"x"


@pytest.mark.parametrize("status", ["500 Broken", "404 Not Found", "204 None"])
async def test_a_status_other_than_ok_is_named(
    site: Site, fetcher: Fetcher, status: str
) -> None:
    site.replies["/a"] = reply(b"", status)
    with pytest.raises(FetchError, match=f"the status {status[:3]}"):
        await fetcher.fetch(f"{site.address}/a")


async def test_too_much_is_refused_before_it_is_read(
    site: Site, fetcher: Fetcher
) -> None:
    site.replies["/a"] = reply(b"x", Content_Length="999999999")
    with pytest.raises(FetchError, match="gives more than"):
        await fetcher.fetch(f"{site.address}/a")


async def test_what_never_ends_is_cut_off(site: Site, fetcher: Fetcher) -> None:
    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            writer.write(b"x" * 10_000)
            await writer.drain()

    site.replies["/a"] = pour
    with pytest.raises(FetchError, match="gives more than"):
        await fetcher.fetch(f"{site.address}/a")


async def test_what_is_slow_is_given_up_on(site: Site) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        for byte in reply(b"x" * 1000):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.1)

    site.replies["/a"] = drip
    public = {"127.0.0.1"}
    async with Fetcher("Verbatim", HURRIED, allowed=public.__contains__) as fetcher:
        with pytest.raises(FetchError, match=r"takes longer than 0\.5 s"):
            await fetcher.fetch(f"{site.address}/a")


async def test_half_a_body_is_no_page(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = reply(b"half", Content_Length="8")
    with pytest.raises(FetchError, match="breaks off in the middle"):
        await fetcher.fetch(f"{site.address}/a")


@pytest.mark.parametrize("nonsense", [b"", b"What?\r\n\r\n", b"HTTP/1.1 200 OK\r\nX"])
async def test_nonsense_is_a_sentence(
    site: Site, fetcher: Fetcher, nonsense: bytes
) -> None:
    site.replies["/a"] = nonsense
    with pytest.raises(FetchError, match=r"can't be fetched|breaks off"):
        await fetcher.fetch(f"{site.address}/a")


@pytest.mark.parametrize(
    ("encoding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
async def test_compressed_pages_are_read_and_bombs_are_not(
    site: Site, fetcher: Fetcher, encoding: str, compress: type[bytes]
) -> None:
    site.replies["/a"] = reply(compress(b"x" * 90_000), Content_Encoding=encoding)
    assert (await fetcher.fetch(f"{site.address}/a")).body == b"x" * 90_000
    bomb = compress(b"\0" * 50_000_000)
    site.replies["/a"] = reply(bomb, Content_Encoding=encoding)
    assert len(bomb) < SMALL.size
    with pytest.raises(FetchError, match=r"gives more than 0\.1 MB"):
        await fetcher.fetch(f"{site.address}/a")
    half = compress(b"half of it is missing" * 100)[:-12]
    for damaged in (half, b"not compressed"):
        site.replies["/a"] = reply(damaged, Content_Encoding=encoding)
        with pytest.raises(FetchError, match="is damaged where it is compressed"):
            await fetcher.fetch(f"{site.address}/a")


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)  # it names the test, for each worker alike


def raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzipped(b"first, ") + gzipped(b"second")),
        ("gzip", gzipped(b"first, second") + b"\0" * 512),
        ("gzip", b"".join(map(gzipped, (b"first, ", b"", b"second")))),
        ("deflate", raw(b"first, second")),
        ("deflate", gzipped(b"first, second")),
        ("gzip", zlib.compress(b"first, second")),
    ],
)  # fmt: skip
async def test_compressed_pages_are_read_to_their_end(
    site: Site, fetcher: Fetcher, encoding: str, packed: bytes
) -> None:
    site.replies["/a"] = reply(packed, Content_Encoding=encoding)
    assert (await fetcher.fetch(f"{site.address}/a")).body == b"first, second"


@pytest.mark.parametrize(
    "packed",
    [
        gzipped(b"first") + b"what is this?",
        gzipped(b"first") + gzipped(b"second")[:-4],
        gzipped(b"") * 1_500,
        raw(b"first" * 50)[:-3],
    ],
)
async def test_what_does_not_end_as_it_should_is_damaged(
    site: Site, fetcher: Fetcher, packed: bytes
) -> None:
    site.replies["/a"] = reply(packed, Content_Encoding="gzip")
    with pytest.raises(FetchError, match="is damaged where it is compressed"):
        await fetcher.fetch(f"{site.address}/a")


async def test_members_together_hold_no_more_than_one(
    site: Site, fetcher: Fetcher
) -> None:
    half = gzipped(b"x" * (SMALL.size - 10))
    site.replies["/a"] = reply(half * 2, Content_Encoding="gzip")
    with pytest.raises(FetchError, match=r"gives more than 0\.1 MB"):
        await fetcher.fetch(f"{site.address}/a")


async def test_of_very_long_rules_the_first_are_kept(
    site: Site, fetcher: Fetcher
) -> None:
    rules = b"User-agent: *\nDisallow: /private\n"
    padding = b"Disallow: /%d\n" % 10**30
    rules += padding * (600_000 // len(padding))
    site.replies |= {"/robots.txt": reply(rules), "/a": reply(b"x")}
    assert (await fetcher.fetch(f"{site.address}/a")).body == b"x"
    with pytest.raises(FetchError, match="asks robots to stay away"):
        await fetcher.fetch(f"{site.address}/private")


async def test_a_compression_that_is_not_known_is_refused(
    site: Site, fetcher: Fetcher
) -> None:
    site.replies["/a"] = reply(b"x", Content_Encoding="br")
    with pytest.raises(FetchError, match="compressed as 'br', which is not read"):
        await fetcher.fetch(f"{site.address}/a")


async def test_what_robots_are_asked_to_leave_alone_is(
    site: Site, fetcher: Fetcher
) -> None:
    rules = b"User-agent: Verbatim\nDisallow: /private\n"
    site.replies |= {"/robots.txt": reply(rules), "/a": reply(b"x")}
    site.replies["/b"] = reply(b"", "302 Found", Location="/private")
    assert (await fetcher.fetch(f"{site.address}/a")).body == b"x"
    for path in ("/private", "/b"):
        with pytest.raises(FetchError, match="asks robots to stay away"):
            await fetcher.fetch(site.address + path)
    assert "/private" not in site.asked
    assert site.asked.count("/robots.txt") == 1


@pytest.mark.parametrize("status", ["500 Broken", "503 Later"])
async def test_a_site_that_can_t_say_what_robots_may_is_left_alone(
    site: Site, fetcher: Fetcher, status: str
) -> None:
    site.replies |= {"/robots.txt": reply(b"", status), "/a": reply(b"x")}
    with pytest.raises(FetchError, match="asks robots to stay away"):
        await fetcher.fetch(f"{site.address}/a")
    assert site.asked == ["/robots.txt"]


async def test_the_rules_of_a_site_are_remembered_but_not_of_all_sites() -> None:
    asked = []

    async def read(url: URL) -> tuple[int, str]:
        asked.append(url.host)
        await asyncio.sleep(0)
        return 404, ""

    robots = Robots("Verbatim", read)
    sites = [f"s{number}.example" for number in range(300)]
    for site in (*sites, sites[-1], sites[0]):
        assert await robots.allow(URL(f"https://{site}/a"))
    assert asked == [*sites, sites[0]]


async def test_a_name_that_nobody_has_is_said_to_be_unknown(fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match="is on a server that is not known"):
        await fetcher.fetch("http://no-such-host.invalid/")


async def test_a_server_that_does_not_answer_is_named(fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match=r"127\.0\.0\.1:1/ can't be fetched"):
        await fetcher.fetch("http://127.0.0.1:1/")


async def test_rules_that_lead_on_and_on_forbid_everything(
    site: Site, fetcher: Fetcher
) -> None:
    site.replies["/robots.txt"] = reply(b"", "302 Found", Location="/robots.txt")
    with pytest.raises(FetchError, match="asks robots to stay away"):
        await fetcher.fetch(f"{site.address}/a")
