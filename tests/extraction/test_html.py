from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Extract, Source
from bot.errors import ExtractionError
from bot.extraction.parsing import read_article
from bot.extraction.parsing.html import page_of
from bot.extraction.values import Document
from tests.extraction.files import LONG

OTHER = "<a rel=license href=https://{0}.example/>{0}</a>"
URL = "https://rain.example/a"
ARTICLE = f"<article><h1>Rain</h1><p>{LONG * 3}</p><p>The end came late.</p></article>"


def read(html: str | bytes, charset: str | None = None, url: str = URL) -> Extract:
    data = html.encode() if isinstance(html, str) else html
    return read_article(Document(data, url, "text/html", url, charset))


def page(head: str = "", body: str = ARTICLE, root: str = "<html>") -> str:
    return f"<!doctype html>{root}<head>{head}</head><body>{body}</body></html>"


def linked(*nodes: dict[str, Any]) -> str:
    data = json.dumps({"@context": "https://schema.org", "@graph": nodes})
    return f'<script type="application/ld+json">{data}</script>'


def meta(values: dict[str, str]) -> str:
    return "".join(f'<meta name="{n}" content="{v}">' for n, v in values.items())


def squashed(text: str) -> str:
    return re.sub(r"[\x00-\x20\x7f-\x9f]", "", text)


def test_an_article_is_told_from_what_stands_around_it() -> None:
    around = "<nav><a href=/>Home</a> <a href=/x>Sport</a></nav>"
    extract = read(page(body=f"{around}{ARTICLE}<footer>Imprint</footer>"))
    assert extract.body.startswith("# Rain\n\nIt rained all day")
    assert extract.body.endswith("\n\nThe end came late.")
    assert "Sport" not in extract.body
    assert "Imprint" not in extract.body


def test_what_a_page_does_not_say_stays_empty() -> None:
    extract = read(page(body=f"<div><p>{LONG * 4}</p></div>"))
    assert extract.source == Source(url=URL)
    below = read(page(body=f"<div><h2>Part</h2><p>{LONG * 4}</p></div>"))
    assert below.source.title is None
    assert extract.language is None


@pytest.mark.parametrize(
    "words",
    [
        "“It’s”—she said… ‘no’ – 5 % of co‐operation",
        "می‌خواهم نمی‌شود",
        "5\u00a0000\u202fkm, Dona\u00addampf, x\u2009y, \u3000字",
        "\u200fשלום\u200e עולם",
        "caf\u00e9 cafe\u0301 ﬁne Å Å",
        "日本語の文章。中国語の文章。",
        "👩\u200d👩\u200d👧 🏳️\u200d🌈",
        "a < b & c > d",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f \ue000",
    ],
)
def test_words_are_those_of_the_page_to_the_character(words: str) -> None:
    shown = words.replace("&", "&amp;").replace("<", "&lt;")
    body = f"<article><p>{LONG * 3}</p><p>{shown} {LONG}</p><p>{LONG}</p></article>"
    assert f"\n\n{words} It rained" in read(page(body=body)).body


@pytest.mark.usefixtures("uncovered")
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=80), max_size=6))
def test_no_word_is_made_up(texts: list[str]) -> None:
    escaped = [t.replace("&", "&amp;").replace("<", "&lt;") for t in texts]
    paragraphs = "".join(f"<p>{text}</p>" for text in (*escaped, LONG * 4))
    html = page(body=f"<article>{paragraphs}</article>")
    shown = squashed(page_of(html).text_content())
    for block in read(html).body.split("\n\n"):
        assert squashed(block) in shown


def test_inline_elements_and_line_breaks_keep_words_apart_as_shown() -> None:
    text = f"<b>bold</b><i>italic</i> <a href=x>link</a>,<!-- c --> one<br>two {LONG}"
    body = read(page(body=f"<article><p>{text}</p><p>{LONG * 3}</p></article>")).body
    assert body.startswith("bolditalic link, one\ntwo It rained")


def test_lists_tables_and_quotations_are_paragraphs() -> None:
    more = (
        "<h2>Second</h2><ul><li>One item<ul><li>Inner item</li></ul></li></ul>"
        "<table><tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td>5</td></tr></table>"
        f"<blockquote>Said so.</blockquote><p>{LONG}</p>"
    )
    html = page(body=f"<article><p>{LONG * 3}</p>{more}</article>")
    _, *blocks, _ = read(html).body.split("\n\n")
    assert blocks == [
        "## Second",
        "One item",
        "Inner item",
        "Name: Ann; Age: 5",
        "Said so.",
    ]


def test_code_is_words_of_its_sentence_and_listings_keep_their_lines() -> None:
    text = f"<p><code>ls</code> lists <code>files</code>. {LONG}</p>"
    listing = "<pre><code>ls -l\ncd ..</code></pre>"
    html = page(body=f"<article>{text}<p>{LONG * 3}</p>{listing}<p>End.</p></article>")
    blocks = read(html).body.split("\n\n")
    assert blocks[0].startswith("ls lists files. It rained")
    assert blocks[2:] == ["ls -l\ncd ..", "End."]


def test_schema_org_says_where_an_article_comes_from() -> None:
    node = {
        "@type": ["NewsArticle"],
        "headline": "It <b>rained</b> &amp; poured",
        "author": [{"@id": "#ann"}, {"@type": "Person", "name": "Bo"}, "https://x.y"],
        "publisher": {"@type": "Organization", "name": "The Daily"},
        "datePublished": "2023-07-01T23:30:00-05:00",
        "dateline": "KYIV, Ukraine",
        "license": {
            "@type": "CreativeWork",
            "name": "Free",
            "url": "https://l.example/",
        },
        "copyrightNotice": "© The Daily",
        "inLanguage": "en-GB",
        "url": "https://rain.example/own",
    }
    ann = {"@id": "#ann", "@type": "Person", "name": "Ann"}
    extract = read(page(linked({"@type": "WebSite", "name": "No"}, node, ann)))
    assert extract.source == Source(
        title="It rained & poured",
        publisher="The Daily",
        author="Ann, Bo",
        place="KYIV, Ukraine",
        url="https://rain.example/own",
        published="2023-07-01",
        license="Free",
        license_url="https://l.example/",
        notice="© The Daily",
    )
    assert extract.language == "en"


def test_meta_elements_say_it_where_schema_org_does_not() -> None:
    head = meta(
        {
            "og:title": "It rained",
            "og:site_name": "The Daily",
            "author": "Ann",
            "article:published_time": "Sat, 01 Jul 2023 23:30:00 -0500",
            "dcterms.rights": "All free",
            "og:locale": "de_AT",
        }
    )
    extract = read(page(head + '<link rel="canonical" href="/own">'))
    assert extract.source == Source(
        title="It rained",
        publisher="The Daily",
        author="Ann",
        url="https://rain.example/own",
        published="2023-07-01",
        notice="All free",
    )
    assert extract.language == "de"


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[" * 100_000,
        '"text"',
        '{"@type": "Article", "headline": 5, "author": [[["x"]], null], "url": {}}',
        '{"@type": {"a": "Article"}, "license": []}',
        '{"@type": "Article", "headline": "  ", "datePublished": ["x", "y"]}',
        f"[{'{},' * 3_000}{{}}]",
        '{"@graph": [{"@id": "#a", "@type": "Article", "author": {"@id": "#a"}}]}',
    ],
)
def test_broken_linked_data_does_no_harm(broken: str) -> None:
    script = f'<script type="application/ld+json">{broken}</script>'
    assert read(page(script)).body.startswith("# Rain")


@pytest.mark.parametrize(
    ("links", "url", "name"),
    [
        (
            '<link rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">',
            "https://creativecommons.org/licenses/by-sa/4.0/",
            "CC BY-SA 4.0",
        ),
        (
            '<a rel="nofollow license" href="https://l.example/x">The X Licence</a>',
            "https://l.example/x",
            "The X Licence",
        ),
        (
            '<a rel=license href="https://creativecommons.org/publicdomain/zero/1.0/deed">0',
            "https://creativecommons.org/publicdomain/zero/1.0/deed",
            "CC0 1.0",
        ),
        (
            f"{OTHER.format('a')} {OTHER.format('b')}",
            None,
            None,
        ),
        ('<a rel="license" href="javascript:x">A</a>', None, None),
    ],
)
def test_a_licence_is_the_one_that_the_page_links_as_its_own(
    links: str, url: str | None, name: str | None
) -> None:
    source = read(page(body=f"{ARTICLE}<footer>{links}</footer>")).source
    assert (source.license_url, source.license) == (url, name)


def test_a_date_is_not_guessed_from_the_text() -> None:
    text = "<p>Updated on 3 May 2021. © 2020</p>"
    assert read(page(body=ARTICLE + text)).source.published is None
    one = '<time datetime="2022-03-04T10:00">March</time>'
    assert read(page(body=ARTICLE + one)).source.published == "2022-03-04"
    two = f'{one}<time datetime="2021-01-01">January</time>'
    assert read(page(body=ARTICLE + two)).source.published is None


@pytest.mark.parametrize(
    "own", ["https://evil.example/a", "http://[", "javascript:alert(1)", ""]
)
def test_a_page_can_not_name_another_site_s_address_as_its_own(own: str) -> None:
    head = (
        f'<link rel="canonical" href="{own}"><meta property="og:url" content="{own}">'
    )
    assert read(page(head)).source.url == URL


@pytest.mark.parametrize(
    ("encoded", "charset"),
    [
        ("utf-8", None),
        ("utf-8-sig", "iso-8859-1"),
        ("utf-16", None),
        ("cp1252", "ISO-8859-1"),
        ("utf-8", "no-such-charset"),
        ("utf-8", "base64"),
    ],
)
def test_pages_are_decoded_as_their_servers_and_their_bytes_say(
    encoded: str, charset: str | None
) -> None:
    text = "Ça coûte “5 €” à Besançon, où il pleut depuis toujours."
    html = page(body=f"<article><p>{text} {LONG * 3}</p><p>{LONG}</p></article>")
    assert read(html.encode(encoded), charset).body.startswith(text)


def test_an_encoding_is_not_guessed() -> None:
    html = page(body=f"<article><p>Ça coûte à Besançon. {LONG * 4}</p></article>")
    with pytest.raises(ExtractionError, match="is in no encoding that it names"):
        read(html.encode("cp1252"), "utf-8")
    one_broken = html.encode().replace("û".encode(), b"\xfb") + b" " * 2_000
    assert read(one_broken).body.startswith("Ça co\ufffdte à Besançon.")


@pytest.mark.parametrize("start", ["<style>p {}</style>", "<title>Rain</title><meta>"])
def test_a_page_without_a_head_or_a_body_is_read(start: str) -> None:
    assert read(f"{start}{ARTICLE}").body.startswith("# Rain\n\nIt rained")
    assert read(f"{start}{ARTICLE}<body><p>{LONG}</p>").body.startswith("# Rain")


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("control", ["\x08", "\x1f", "\x0c", "\x7f", "\x85", "\uffff"])
@pytest.mark.parametrize("tag", ["p", "sup", "q", "b", "td", "math"])
def test_control_characters_do_no_harm(control: str, tag: str) -> None:
    text = f"<{tag}>{control}a{control}</{tag}><img class=emoji alt='{control}'>"
    body = f"<article><p>{LONG * 3}</p>{text}<p>{text}{LONG}</p></article>"
    assert "It rained all day" in read(page(body=body)).body
    assert "It rained all day" in read(page(body=body.replace(control, "&#8;"))).body


@pytest.mark.usefixtures("uncovered")
def test_many_elements_within_a_paragraph_are_read() -> None:
    text = "".join(f"<b>{n}</b><sup>2</sup> metres, " for n in range(1_000))
    assert read(page(body=f"<article><p>{text}</p></article>")).body.startswith("0² m")


def test_an_encoding_that_is_named_late_counts() -> None:
    text = "Ça coûte cher à Besançon."
    late = f"<meta name=x content='{'y' * 1_600}'><meta charset=windows-1252>"
    html = page(late, f"<article><p>{text} {LONG * 3}</p></article>")
    assert text in read(html.encode("cp1252")).body
    assert text in read(html.encode()).body  # which is valid UTF-8, whatever it says


@pytest.mark.parametrize("codec", ["unicode_escape", "punycode", "idna", "utf_7"])
def test_a_page_can_not_name_a_codec_that_changes_its_words(codec: str) -> None:
    words = r"A path is C:\new\table and +AGE-."
    html = page(
        f"<meta charset={codec}>", f"<article><p>{words} {LONG * 3}</p></article>"
    )
    assert words in read(html).body
    assert words in read(html, codec).body


@pytest.mark.parametrize("encoding", ["windows-1251", "gb2312", "Shift_JIS", "euc-kr"])
def test_pages_are_decoded_as_they_say_themselves(encoding: str) -> None:
    text = {
        "windows-1251": "Дождь",
        "gb2312": "下雨",
        "Shift_JIS": "雨が",
        "euc-kr": "비",
    }
    words = f"{text[encoding]} {LONG * 3}"
    html = page(f"<meta charset={encoding}>", f"<article><p>{words}</p></article>")
    assert text[encoding] in read(html.encode(encoding)).body


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        *(("UTF_16", "utf-8"), ("unicode", "utf-8"), ("utf-32", "utf-8")),
        *(("utf-8-bom", "utf-8"), ("x-cp1251", "cp1251"), ("windows_1251", "cp1251")),
        *(("x-sjis", "cp932"), ("ks_c_5601-1989", "cp949"), ("x-mac-cyrillic",) * 2),
        *((name, "utf-8") for name in ("ucs-2", "iso-10646-ucs-2", "csunicode")),
        *((name, "utf-8") for name in ("unicodefeff", "unicodefffe")),
        *(("csISOLatin9", "iso8859-15"), ("sun_eu_greek", "iso8859-7")),
        *(("csEUCPkdFmtJapanese", "euc_jp"), ("iso-8859-11", "cp874")),
        *(("big5", "big5hkscs"), ("x-x-big5", "big5hkscs")),
    ],
)
def test_odd_names_of_encodings_are_those_that_browsers_know(
    label: str, encoding: str
) -> None:
    texts = {"cp932": "雨が", "cp949": "비", "iso8859-15": "5 €, œuf", "euc_jp": "雨が"}
    texts |= {"iso8859-7": "Βροχή", "cp874": "ฝน…", "big5hkscs": "下雨嘅"}
    text = texts.get(encoding, "Дождь")
    html = page(f"<meta charset={label}>", f"<article><p>{text} {LONG * 3}</p>")
    encoded = html.encode(encoding.removeprefix("x-"))
    assert text in read(encoded).body
    assert text in read(encoded, label).body


@pytest.mark.parametrize(
    "html",
    ["", "  ", "<html></html>", "<p></p>", "\0", "<!-- <p>x</p> -->", "<script>x"],
)
def test_a_page_without_text_is_told_what_to_do(html: str) -> None:
    with pytest.raises(
        ExtractionError, match="has no article in its text; copy"
    ) as error:
        read(html)
    assert error.value.name == URL


def test_the_sound_of_a_word_is_not_read_as_text() -> None:
    ruby = "<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>です。"
    body = f"<article><p>{ruby}{LONG}</p><p>{LONG * 3}</p></article>"
    assert read(page(body=body)).body.startswith("漢字です。It rained")


def test_the_language_is_the_page_s_own() -> None:
    assert read(page(root='<html lang="zh-Hant-TW">')).language == "zh"
    assert read(page(root='<html lang="">')).language is None
    assert read(page(root='<html lang="und">')).language is None


def test_an_element_of_a_hundred_thousand_attributes_is_read() -> None:
    crowd = " ".join(f"data-a{n}='<b>{n}' /c{n} d{n} = {n}" for n in range(30_000))
    whole = f"<article><p {crowd} id=a>{LONG * 4}</p><p id='<'>The end.</p></article>"
    root = page_of(page("", whole))
    assert max(len(element.attrib) for element in root.iter()) <= 201
    assert read(page("", whole)).body == f"{(LONG * 4).strip()}\n\nThe end."
