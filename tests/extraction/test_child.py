from __future__ import annotations

import asyncio
import os
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.articles import Source
from bot.errors import ExtractionError
from bot.extraction import Limits, extract, read_feed
from tests.extraction.files import (
    DUBLIN_CORE,
    LONG,
    WORD,
    archive,
    docx,
    epub,
    paragraph,
    pdf,
    stream,
    xhtml,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

# Of a child that is to end well; a busy machine is no fault.
PATIENT = Limits(seconds=600)
ENDLESS = b"<a>" * 3_000_000  # a feed that takes ten seconds
ENTITIES = "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
)
LAUGHS = f'<!DOCTYPE l [<!ENTITY a "lollollollol">{ENTITIES}]>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY m SYSTEM "file:///etc/passwd">]>'
LOADED = """
import sys
import bot.extraction, bot.__main__
heavy = "lxml trafilatura pypdf mammoth feedparser bot.extraction.parsing".split()
print(*(name for name in heavy if name in sys.modules))
"""

STOPPED = """
import asyncio
from bot.extraction import read_feed

async def stop(turns):
    task = asyncio.create_task(read_feed(b"<a>" * 3_000_000))
    for _ in range(turns):
        await asyncio.sleep(0)

for turns in range(8):
    asyncio.run(stop(turns))
print("stopped")
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


async def refused(work: Coroutine[None, None, object]) -> str:
    with pytest.raises(ExtractionError) as caught:
        await work
    return caught.value.problem


async def child() -> int:
    """Return the worker that this process has started, once it is there."""
    for _ in range(1_000):
        if found := workers():
            return found[0]
        await asyncio.sleep(0.01)
    raise AssertionError


def workers() -> list[int]:
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    children = []
    for task in tasks:
        with suppress(FileNotFoundError):  # a thread that has ended meanwhile
            children += (task / "children").read_text().split()
    return [int(n) for n in children if b"bot.extraction.worker" in read(n, "cmdline")]


def read(process: int | str, name: str) -> bytes:
    return Path(f"/proc/{process}/{name}").read_bytes()


def is_there(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


@pytest.mark.usefixtures("uncovered")
async def test_an_article_comes_back_whole() -> None:
    text = "می‌خواهم “so” — 雨。 \U0001f642"
    data = docx(paragraph(text), "<dc:title>Ünïcode “title”</dc:title>")
    done = await extract(data, name="a.docx", limits=PATIENT)
    assert (done.body, done.source) == (text, Source(title="Ünïcode “title”"))


@pytest.mark.usefixtures("uncovered")
async def test_a_feed_comes_back_whole() -> None:
    item = "<item><guid>urn:1</guid><title>雨</title></item>"
    data = f'<rss version="2.0"><channel><title>T</title>{item}</channel></rss>'
    url = "https://rain.example/"
    (found,) = await read_feed(data.encode(), url=url, limits=PATIENT)
    assert (found.id, found.title, found.feed) == ("urn:1", "雨", "T")


@pytest.mark.usefixtures("uncovered")
async def test_the_address_is_kept_and_named_in_sentences() -> None:
    url = "https://rain.example/a.txt"
    done = await extract(b"<p>", "text/plain", url=url, limits=PATIENT)
    assert done.body == "<p>"
    with pytest.raises(ExtractionError, match=f"^{url} has no text; write the article"):
        await extract(b"", "text/plain", url=url, limits=PATIENT)
    with pytest.raises(ExtractionError, match=r"^The file has no text"):
        await extract(b"", limits=PATIENT)


@pytest.mark.usefixtures("unmeasured")
async def test_nothing_that_parses_is_loaded_beside_the_bot() -> None:
    done = subprocess.run(  # noqa: ASYNC221, S603 - our own program, and nothing else runs
        [sys.executable, "-c", LOADED],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "\n"


async def test_what_takes_too_long_ends_in_a_sentence() -> None:
    problem = await refused(read_feed(ENDLESS, limits=Limits(seconds=1.5)))
    assert problem == "takes longer than 1.5 s to read; divide it."


@linux
async def test_the_child_gets_no_secret_and_ends_when_its_caller_is_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("VERBATIM_TOKEN", "VERBATIM_DATABASE_URL", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "s3cret")
    task = asyncio.create_task(read_feed(ENDLESS))
    process = await child()
    assert is_there(process)
    environment = read(process, "environ")
    assert b"PYTHONPATH=" in environment
    assert b"s3cret" not in environment
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not is_there(process)


@pytest.mark.usefixtures("uncovered")
async def test_a_program_that_stops_while_a_child_starts_does_not_wait_for_it() -> None:
    done = subprocess.run(  # noqa: ASYNC221, S603 - our own program, and nothing else runs
        [sys.executable, "-W", "error", "-c", STOPPED],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("stopped\n", "")


@linux
async def test_a_child_that_is_killed_ends_in_a_sentence() -> None:
    task = asyncio.create_task(read_feed(ENDLESS))
    os.kill(await child(), signal.SIGKILL)
    assert await refused(task) == (  # type: ignore[arg-type]  # a task is awaited as well
        "can't be read; it is damaged, or made to exhaust its reader."
    )


async def test_a_file_larger_than_the_limit_starts_no_child() -> None:
    problem = await refused(extract(b"x" * 1_001, limits=Limits(size=1_000)))
    assert problem == "has more than 0.001 MB; name something shorter."


async def test_more_text_than_the_limit_is_refused() -> None:
    limits = replace(PATIENT, text=1_000)
    assert (await extract(b"\x01" * 999 + b"x", "text/plain", limits=limits)).body
    problem = await refused(extract("é".encode() * 501, "text/plain", limits=limits))
    assert problem == "holds more than 0.001 MB of text; divide it."


async def test_a_reply_without_end_is_not_read_to_it() -> None:
    items = "<item><guid>urn:1</guid></item>" * 2_000
    data = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    problem = await refused(read_feed(data, limits=replace(PATIENT, text=0)))
    assert problem.startswith("can't be read; it is damaged, or made to exhaust")


def lying(data: bytes) -> bytes:
    """Return a ZIP file whose directory says that its last file is small."""
    place = data.rfind(b"PK\1\2")
    return data[: place + 24] + struct.pack("<I", 1_000) + data[place + 28 :]


def big() -> str:
    return "\0" * 150_000_000


TYPES = '<p xmlns="x"/>'
BOMBS: dict[str, Callable[[], bytes]] = {
    "a Word document": lambda: docx("", **{"word/document.xml": big()}),
    "a Word document that lies": lambda: lying(
        archive({"a": "", "_rels/.rels": TYPES, "word/document.xml": big()})
    ),
    "an e-book": lambda: epub([xhtml("x")], more={"OEBPS/big": big()}),
    "many files": lambda: archive({f"{n}": "" for n in range(10_001)}),
    "a PDF": lambda: pdf([stream(b" " * 100_000_000)]),
    "a PDF in a PDF": lambda: pdf([stream(b" " * 100_000_000, 3)]),
    "laughs in Word": lambda: docx(
        "",
        **{
            "word/document.xml": f'{LAUGHS}<w:document xmlns:w="{WORD}"><w:body><w:p>'
            "<w:r><w:t>&m;</w:t></w:r></w:p></w:body></w:document>"
        },
    ),
    "laughs in properties": lambda: docx(
        paragraph("x"), **{"docProps/core.xml": f"{LAUGHS}<p>&m;</p>"}
    ),
    "laughs in an e-book": lambda: epub(
        [xhtml("x")], more={"META-INF/container.xml": f"{LAUGHS}<p>&m;</p>"}
    ),
    "nested XML": lambda: docx("", **{"docProps/core.xml": "<a>" * 1_000_000}),
}


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_ends_in_a_sentence(name: str) -> None:
    problem = await refused(extract(BOMBS[name](), limits=Limits(seconds=15)))
    assert problem.endswith(("divide it.", "save it anew."))


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    "element",
    ["<b>", "<b>x</b>", "<p>It rained.</p>", "<table><tr><td>", "<p a=1 b=2 c"],
)
async def test_fifty_megabytes_of_tags_end_in_a_sentence(element: str) -> None:
    data = b"<html><body>" + element.encode() * (50_000_000 // len(element))
    limits = Limits(size=51_000_000, memory=256_000_000, seconds=15)
    problem = await refused(extract(data, "text/html", limits=limits))
    assert problem.endswith(("divide it.", "add that.", "exhaust its reader."))


@pytest.mark.usefixtures("uncovered")
async def test_a_nested_page_is_read_or_refused_but_breaks_nothing() -> None:
    nested = f"<html><body>{'<div>' * 5_000}<p>{LONG * 4}</p>"
    with suppress(ExtractionError):
        assert "It rained" in (await extract(nested.encode(), "text/html")).body


async def test_no_entity_reads_a_file() -> None:
    core = f"{OUTSIDE}<p {DUBLIN_CORE}><dc:title>&m;</dc:title></p>"
    word = await extract(
        docx(paragraph("x"), **{"docProps/core.xml": core}), limits=PATIENT
    )
    page = f"{OUTSIDE}<html><body><p>{LONG * 4}&m;</p></body></html>"
    html = await extract(page.encode(), "application/xhtml+xml", limits=PATIENT)
    book = await extract(epub([OUTSIDE + xhtml("<p>x &m;</p>")]), limits=PATIENT)
    rss = f'{OUTSIDE}<rss version="2.0"><channel><title>x&m;</title></channel></rss>'
    items = await read_feed(
        rss.replace("</ch", "<item><guid>u</guid></item></ch").encode(), limits=PATIENT
    )
    assert "root:" not in f"{word}{html}{book}{items}"
