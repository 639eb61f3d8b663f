from __future__ import annotations

import pytest

from bot.errors import ExtractionError
from bot.extraction import FeedItem
from bot.extraction.parsing.feeds import read_feed
from bot.extraction.values import Document

URL = "https://rain.example/feed"
RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:cc="http://backend.userland.com/creativeCommonsRssModule"><channel>
<title>Grüße &amp; Regen</title><language>de-at</language>
<cc:license>https://creativecommons.org/licenses/by/4.0/</cc:license>
<item><title>“Erste”</title><link>https://rain.example/1</link><guid>urn:g1</guid>
<pubDate>Sat, 01 Jul 2023 00:30:00 +0200</pubDate><dc:creator>Ann</dc:creator></item>
<item><title>Zweite</title><link>/2</link></item>
<item><title>Without a name</title></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title type="html">The &lt;b&gt;Daily&lt;/b&gt;</title>
<link rel="license" href="https://l.example/feed"/>
<entry><id>urn:1</id><title type="text">a &lt; b</title><link href="https://x.example/1"/>
<published>2023-07-01T23:30:00-05:00</published><author><name>Bo</name></author>
<link rel="license" href="https://l.example/entry"/></entry>
</feed>"""


def read(text: str | bytes, charset: str | None = None) -> list[FeedItem]:
    data = text.encode() if isinstance(text, str) else text
    return read_feed(Document(data, URL, url=URL, charset=charset))


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_entries_of_an_rss_feed_are_given_in_its_order(encoding: str) -> None:
    text = RSS.format(encoding=encoding).replace("“", '"').replace("”", '"')
    license_url = "https://creativecommons.org/licenses/by/4.0/"
    first, second = read(text.encode(encoding))
    assert first == FeedItem(
        id="urn:g1",
        link="https://rain.example/1",
        title='"Erste"',
        published="2023-07-01",
        author="Ann",
        language="de",
        license=license_url,
        feed="Grüße & Regen",
    )
    assert second.id == second.link == "https://rain.example/2"
    assert second.published is second.author is None


def test_entries_of_an_atom_feed_have_their_own_licence() -> None:
    (item,) = read(ATOM)
    assert item == FeedItem(
        id="urn:1",
        link="https://x.example/1",
        title="a < b",
        published="2023-07-01",
        author="Bo",
        language="en",
        license="https://l.example/entry",
        feed="The Daily",
    )


def test_what_the_server_says_of_the_encoding_goes_first() -> None:
    text = RSS.format(encoding="utf-8").replace("“", '"').replace("”", '"')
    assert read(text.encode("latin-1"), "iso-8859-1")[0].feed == "Grüße & Regen"


@pytest.mark.parametrize("text", ["", "{}", "<html></html>", "\0", "<a", "no feed"])
def test_what_is_no_feed_is_told(text: str) -> None:
    with pytest.raises(ExtractionError, match="is no feed; name the address"):
        read(text)


def test_a_feed_that_breaks_off_gives_what_it_has() -> None:
    text = RSS.format(encoding="utf-8")
    assert [item.id for item in read(text[: text.index("<item><title>Zweite")])] == [
        "urn:g1"
    ]
    empty = b'<rss version="2.0"><channel></channel></rss>'
    assert read_feed(Document(empty, "The file")) == []
