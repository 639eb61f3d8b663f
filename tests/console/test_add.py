from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, NoReturn

import pytest

from bot import console
from bot.articles import Extract, Source, read_article
from bot.fetching import Fetcher, Limits
from bot.sources import read_source
from tests.console.terminal import typing_at_a_terminal
from tests.extraction.files import LONG, docx, epub, paragraph, pdf, xhtml
from tests.fetching.misbehaving import reply, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Result
    from tests.fetching.misbehaving import Site

    Verbatim = Callable[..., Result]

MEMBERS = len(fields(console.Application))

CLOSED = "The mayor closed the bridge on Tuesday."
PAGE = f"""<!doctype html><html lang="en"><head><title>It rained</title>
<meta name="author" content="Ann Lee"></head><body><article><h1>It rained</h1>
<p>{LONG * 3}</p><p>{CLOSED}</p></article></body></html>"""


@contextmanager
def site() -> Iterator[Site]:
    """Serve from a thread of its own, for commands run their own loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = serving()
    try:
        yield run(loop, server.__aenter__())
    finally:
        run(loop, server.__aexit__(None, None, None))
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def run(loop: asyncio.AbstractEventLoop, work: object) -> Site:
    return asyncio.run_coroutine_threadsafe(work, loop).result(10)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _parsed_here(request: pytest.FixtureRequest) -> None:
    """Start the real child for each kind of file, and for nothing else."""
    if request.function is not test_each_kind_of_file_is_added:
        request.getfixturevalue("parsed_here")


@pytest.fixture
def page(home: Path) -> str:
    (home / "page.html").write_text(PAGE, "utf-8")
    return "page.html"


def test_the_preview_says_what_is_left_out_and_what_is_doubtful(
    verbatim: Verbatim, home: Path
) -> None:
    table = "<table><tr><td>a</td><td>b</td></tr></table>"
    aside = f"<aside>{table}{table}<ul><li>One.</li></ul></aside>"
    sold = '<meta property="article:content_tier" content="locked">'
    page = PAGE.replace("<p>", f"{aside}<p>", 1).replace("<title>", f"{sold}<title>")
    (home / "page.html").write_text(page, "utf-8")
    result = verbatim("add", "page.html", "--yes")
    assert result.status == 0
    assert "1 list and 2 tables were left out." in result.out
    assert "only the beginning of an article that is sold" in result.out
    (home / "whole.html").write_text(PAGE.replace("day", "night"), "utf-8")
    assert "left out" not in verbatim("add", "whole.html", "--yes").out


def test_the_preview_counts_words_and_paragraphs(
    verbatim: Verbatim, home: Path
) -> None:
    (home / "a.txt").write_bytes(b"It rained.\r\n\r\nIt snowed.\r\n")
    (home / "b.txt").write_text("Rain.\n")
    out = verbatim("add", "a.txt", "--yes").out
    assert "4 words in 2 paragraphs, which begin:\n> It rained.\n> It snowed." in out
    assert (
        "1 word in 1 paragraph, which begins:" in verbatim("add", "b.txt", "--yes").out
    )


def test_a_text_without_full_stops_is_said_to_be_divided(
    verbatim: Verbatim, home: Path
) -> None:
    (home / "run-on.txt").write_text("the river rose and the mill stood " * 60)
    out = verbatim("add", "run-on.txt", "--yes").out.replace("\n", " ")
    assert "Sentences of more than 1,000 characters: 1. They are divided" in out


def test_a_page_is_added_and_can_be_asked_about(verbatim: Verbatim, page: str) -> None:
    result = verbatim(
        "add", page, "--yes", "--license", "CC BY 4.0", "--publisher", "P"
    )
    assert result.status == 0
    assert result.err == ""
    assert "title        It rained\n" in result.out
    assert "> # It rained\n> It rained all day, and the river rose" in result.out
    assert "Written to corpus/it-rained.md.\n" in result.out
    assert 'verbatim ask --article it-rained "your question"' in result.out
    answer = verbatim("ask", "Who closed the bridge?", "--article", "it-rained")
    assert f"> {CLOSED}" in answer.out
    assert "Ann Lee, P, “It rained” · CC BY 4.0" in answer.out


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx(paragraph("It rained."))),
        ("a.epub", epub([xhtml("<p>It rained.</p>")])),
        ("a.pdf", pdf([["It rained."]])),
        ("a.eml", b"MIME-Version: 1.0\nSubject: Rain\n\nIt rained."),
        ("a.md", b"---\nlabel: L\n---\nIt rained."),
        ("A.TXT", b"It rained."),
    ],
)
def test_each_kind_of_file_is_added(
    verbatim: Verbatim, home: Path, name: str, data: bytes
) -> None:
    (home / name).write_bytes(data)
    assert verbatim("add", name, "--yes", "--slug", "rain").status == 0
    article = read_article(home / "corpus" / "rain.md")
    assert article.body == "It rained."
    assert article.label == ("L" if name == "a.md" else None)


def test_fields_that_are_named_go_before_those_that_are_found(
    verbatim: Verbatim, home: Path, page: str
) -> None:
    named = {
        "title": "T: “x”",
        "publisher": "P",
        "author": "",
        "place": "Rome",
        "published": "2023",
        "language": "it",
        "license": "L",
        "license-url": "https://l.example/",
        "notice": "N",
        "url": "https://x.example/",
        "label": "Ours",
    }
    options = [word for name, value in named.items() for word in (f"--{name}", value)]
    assert verbatim("add", page, "--yes", *options).status == 0
    article = read_article(home / "corpus" / "t-x.md")
    assert article.source == Source(
        title="T: “x”",
        publisher="P",
        place="Rome",
        url="https://x.example/",
        published="2023",
        license="L",
        license_url="https://l.example/",
        notice="N",
    )
    assert (article.label, article.language) == ("Ours", "it")


def test_the_same_article_is_not_added_twice(
    verbatim: Verbatim, home: Path, page: str
) -> None:
    verbatim("add", page, "--yes")
    again = verbatim("add", page, "--yes", "--title", "Another")
    assert again.status == 1
    assert again.err == (
        "verbatim: corpus/it-rained.md: has the very same text already, so nothing was "
        "added; to change its fields, add --slug it-rained --replace.\n"
    )
    change = ("--slug", "it-rained", "--replace", "--title", "Another")
    assert verbatim("add", page, "--yes", *change).status == 0
    article = read_article(home / "corpus" / "it-rained.md")
    assert article.source.title == "Another"


def test_an_article_much_like_another_is_said_and_gets_its_own_slug(
    verbatim: Verbatim, home: Path, page: str
) -> None:
    verbatim("add", page, "--yes")
    (home / "page.html").write_text(PAGE.replace("Tuesday", "Monday"))
    result = verbatim("add", page, "--yes")
    assert "It is much like it-rained (" in result.out
    assert "Written to corpus/it-rained-2.md." in result.out
    refused = verbatim("add", page, "--yes", "--slug", "it-rained", "--title", "x")
    assert refused.status == 1
    assert "has the very same text" in refused.err


def test_a_slug_that_is_taken_is_refused_and_the_article_stays(
    verbatim: Verbatim, home: Path, page: str
) -> None:
    before = (home / "corpus" / "mehr-iran-drones.md").read_bytes()
    result = verbatim("add", page, "--yes", "--slug", "mehr-iran-drones")
    assert result.status == 1
    assert "mehr-iran-drones.md: is there already; name another slug" in result.err
    assert (home / "corpus" / "mehr-iran-drones.md").read_bytes() == before


@pytest.mark.parametrize(
    ("call", "ended"),
    [
        ("page.html", (2, "There is no terminal to confirm at; add --yes to take")),
        ("nowhere.pdf --yes", (1, "nowhere.pdf can't be read (No such file or")),
        ("www.example.org --yes", (1, "or begin an address with https://.")),
        ("corpus --yes", (1, "corpus is not a file; name one file.")),
        ("a\0b --yes", (1, "can't be read (no path)")),
        ("page.html --yes --url x", (1, "url: must be an address that")),
        ("page.html --yes --slug ../x", (1, "can't be a slug; take letters")),
        ("page.html --yes --corpus none", (2, "none does not exist; create")),
        ("http://127.0.0.1:9/ --yes", (1, "leads into a private network, where")),
    ],
)
def test_what_can_not_be_added_ends_in_one_sentence(
    verbatim: Verbatim, home: Path, call: str, ended: tuple[int, str]
) -> None:
    (home / "page.html").write_text(PAGE, "utf-8")
    status, sentence = ended
    result = verbatim("add", *call.split(" "))
    assert result.status == status
    assert sentence in result.err
    assert result.err.count("\n") == 1
    assert added(home) == []


def test_another_folder_is_added_to_and_named(
    verbatim: Verbatim, home: Path, page: str
) -> None:
    (home / "mine").mkdir()
    result = verbatim("add", page, "--yes", "--corpus", "mine")
    assert result.status == 0
    assert "--article it-rained --corpus mine" in result.out


def added(home: Path) -> list[str]:
    names = {path.name for path in (home / "corpus").iterdir()}
    return sorted(names - {"mehr-iran-drones.md"})


def fetched(address: str) -> Extract:
    """Read a source as the program does, but for loopback, which is allowed here."""
    limits = Limits(size=100_000, seconds=2)
    fetcher = Fetcher(limits=limits, allowed={"127.0.0.1"}.__contains__)
    return asyncio.run(read_source(address, fetcher))


def adding(home: Path, *arguments: str) -> int:
    application = console.Application(
        never, never, never, fetched, *[never] * (MEMBERS - 4)
    )
    corpus = ("--corpus", str(home / "corpus"))
    return console.main(["add", *arguments, *corpus], application)


def never(*_: object) -> NoReturn:
    raise AssertionError


def test_a_web_page_is_fetched_with_its_address(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with site() as served:
        served.replies["/a"] = reply(b"", "301 Moved", Location="/b")
        kind = "text/html; charset=iso-8859-1"
        text = PAGE.replace("Ann Lee", "Zoë").encode("latin-1")
        served.replies["/b"] = reply(text, kind=kind)
        assert adding(home, f"{served.address}/a", "--yes") == 0
    source = read_article(home / "corpus" / "it-rained.md").source
    assert (source.url, source.author) == (f"{served.address}/b", "Zoë")
    assert "No licence is named" in capsys.readouterr().out


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (reply(b"", "500 Oops"), "answers with the status 500."),
        (reply(b"x", kind="image/png"), "is of the type image/png, which is not read."),
        (reply(b"x" * 100_001), "gives more than 0.1 MB; name something shorter."),
        (reply(b"", "302 Found", Location="http://127.0.0.2/"), "a private network"),
        (reply(b"%PDF-1.7 broken", kind="application/pdf"), "can't be read; it is"),
        (reply(b"\x89PNG\0", kind="text/xml"), "is of a kind that is not read"),
        (reply(b"<rss/>", kind="application/rss+xml"), "is a feed and no article"),
        (reply(b"<p></p>"), "has no article in its text; copy the article"),
        (reply(PAGE.encode())[:-100], "breaks off in the middle; try again later."),
    ],
)
def test_a_site_that_misbehaves_ends_in_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], answer: bytes, sentence: str
) -> None:
    with site() as served:
        served.replies["/a"] = answer
        assert adding(home, f"{served.address}/a", "--yes") == 1
    error = capsys.readouterr().err
    assert error.startswith(f"verbatim: {served.address}/a ")
    assert sentence in error
    assert added(home) == []


def test_a_site_that_wants_no_robots_is_left_alone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with site() as served:
        served.replies["/robots.txt"] = reply(b"User-agent: *\nDisallow: /")
        served.replies["/a"] = reply(PAGE.encode())
        assert adding(home, f"{served.address}/a", "--yes") == 1
        assert served.asked == ["/robots.txt"]
    assert "asks robots to stay away" in capsys.readouterr().err


def typing(
    home: Path, monkeypatch: pytest.MonkeyPatch, typed: str, *arguments: str
) -> int:
    """Add the page at a terminal where this is typed."""
    (home / "page.html").write_text(PAGE, "utf-8")
    with typing_at_a_terminal(monkeypatch, typed):
        return adding(home, "page.html", *arguments)


def test_fields_can_be_corrected_before_they_count(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = "what?\rauthor\r\x15Bo\rurl\rx\ryes\rurl\r\x15\rslug\r-two\rlicense\rL\ry\r"
    assert typing(home, monkeypatch, typed) == 0
    source = read_article(home / "corpus" / "it-rained-two.md").source
    assert (source.author, source.url, source.license) == ("Bo", None, "L")
    out = capsys.readouterr().out
    assert "Type yes, no, slug, title, " in out
    assert "url: must be an address that begins with https://" in out


@pytest.mark.parametrize("typed", ["no\r", "author\r\x03", "\x04", "\x03"])
def test_nothing_is_added_without_a_yes(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
) -> None:
    assert typing(home, monkeypatch, typed) == 1
    assert capsys.readouterr().out.endswith("Nothing was added.\n")
    assert added(home) == []


def test_what_a_page_says_does_not_act_on_the_terminal(
    verbatim: Verbatim, home: Path
) -> None:
    text = PAGE.replace("It rained<", "\u202e\x1b[31mIt rained<")
    (home / "page.html").write_text(text, "utf-8")
    out = verbatim("add", "page.html", "--yes").out
    assert "\x1b" not in out
    assert "<U+202E>" in out
