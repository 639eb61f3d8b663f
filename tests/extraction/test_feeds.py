from __future__ import annotations

from dataclasses import replace

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
    assert replace(first, edition="") == FeedItem(
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
    assert replace(item, edition="") == FeedItem(
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


@pytest.mark.parametrize(
    ("href", "said"),
    [
        ("/rss", "is no feed but a page, whose feed is https://rain.example/rss; name"),
        ("http://[", "is no feed; name the address of an RSS or Atom feed."),
    ],
)
def test_a_page_s_own_feed_is_named(href: str, said: str) -> None:
    link = f'<link rel="alternate" type="application/rss+xml" href="{href}">'
    with pytest.raises(ExtractionError, match=said):
        read(f"<!doctype html><html><head>{link}</head><body>Rain</body></html>")


def test_a_feed_that_breaks_off_gives_what_it_has() -> None:
    text = RSS.format(encoding="utf-8")
    assert [item.id for item in read(text[: text.index("<item><title>Zweite")])] == [
        "urn:g1"
    ]
    empty = b'<rss version="2.0"><channel></channel></rss>'
    assert read_feed(Document(empty, "The file")) == []


def rss(item: str) -> str:
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    link = "<link>https://rain.example/1</link>"
    return (
        f'<rss version="2.0" {names}><channel><item>{link}{item}</item></channel></rss>'
    )


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("<dc:creator>Ann</dc:creator><dc:creator>Bo</dc:creator>", "Ann, Bo"),
        ("<author>ann@rain.example (Ann Poe)</author>", "Ann Poe"),
        ("<author>Ann Poe &lt;ann@rain.example&gt;</author>", "Ann Poe"),
        ("<author>ann@rain.example</author>", None),
        ("<author>a@b.eu (Ann)</author><author>b@b.info (Bo)</author>", "Ann, Bo"),
        ("<author>a@b.museum (Ann)</author><author>Bo</author>", "Ann, Bo"),
        ("<dc:creator>Ann Poe, Bo Li</dc:creator>", "Ann Poe, Bo Li"),
    ],
)  # fmt: skip
def test_all_authors_are_named_and_no_e_mail_address(
    item: str, expected: str | None
) -> None:
    assert read(rss(item))[0].author == expected


def test_all_authors_of_an_atom_entry_are_named() -> None:
    authors = "<author><name>Bo</name></author>"
    more = "<author><name>Ann</name><email>a@b.example</email></author>"
    assert read(ATOM.replace(authors, more + authors))[0].author == "Ann, Bo"


def test_an_atom_entry_without_authors_has_those_of_what_it_is_from() -> None:
    first = "<author><name>Desk</name></author><author><name>Bo Ek</name></author>"
    source = "<source><author><name>Mill News</name></author></source>"
    entries = "".join(
        f"<entry><id>{n}</id>{more}</entry>"
        for n, more in enumerate(("", source, "<author><name>Ann Lee</name></author>"))
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{first}{entries}</feed>'
    authors = [item.author for item in read(feed)]
    assert authors == ["Desk, Bo Ek", "Mill News", "Ann Lee"]


def test_an_rss_1_0_feed_is_read() -> None:
    text = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="x"><title>Rain</title></channel>
    <item rdf:about="https://rain.example/1"><title>A</title>
    <link>https://rain.example/1</link><dc:creator>Ann</dc:creator>
    <dc:date>2024-02-03T10:00:00Z</dc:date></item></rdf:RDF>"""
    (item,) = read(text)
    assert (item.title, item.author, item.published) == ("A", "Ann", "2024-02-03")


@pytest.mark.parametrize("tag", ["dc:date", "pubDate"])
def test_a_date_is_that_of_dublin_core_too(tag: str) -> None:
    assert read(rss(f"<{tag}>2024-02-03</{tag}>"))[0].published == "2024-02-03"
    assert read(rss(""))[0].published is None


def test_what_only_counts_visitors_is_no_part_of_an_address() -> None:
    link = "https://rain.example/1?utm_source=rss&amp;id=7&amp;fbclid=x#xtor=RSS-1"
    text = rss(f"<guid>{link}</guid>").replace(
        "https://rain.example/1</link>", f"{link}</link>"
    )
    (item,) = read(text)
    assert item.link == item.id == "https://rain.example/1?id=7"


def test_an_entry_that_the_feed_changes_is_another_edition() -> None:
    one = read(rss("<title>40 hurt</title>"))[0].edition
    assert one == read(rss("<title>40 hurt</title>"))[0].edition
    for changed in (
        "<title>90 hurt</title>",
        "<title>40 hurt</title><dc:date>2024</dc:date>",
        "<title>40 hurt</title><dc:creator>Ann</dc:creator>",
    ):
        assert read(rss(changed))[0].edition != one


def test_a_feed_can_not_name_a_codec_that_changes_its_words() -> None:
    text = rss(r"<title>C:\new</title>")
    declared = f'<?xml version="1.0" encoding="unicode_escape"?>{text}'
    assert read(declared)[0].title == r"C:\new"
    assert read(text, "unicode_escape")[0].title == r"C:\new"
