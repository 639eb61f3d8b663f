from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from typing import Any

import pytest

from bot.extraction import Limits
from bot.extraction.worker import reply
from tests.extraction.files import docx, paragraph, pdf, stream

RSS = b'<rss version="2.0"><channel><item><guid>urn:1</guid></item></channel></rss>'


PROGRAM = "from bot.extraction.worker import main; main()"


def replied(
    data: bytes, kind: str = "article", program: str = PROGRAM, **limits: int
) -> dict[str, Any]:
    """Run the worker by itself, as tests that count its lines can follow it."""
    job = {"kind": kind, "name": "file", "url": None, "charset": None}
    request = json.dumps(job | {"limits": asdict(Limits(**limits))}).encode()
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        input=request + b"\n" + data,
        capture_output=True,
        check=True,
    )
    reply: dict[str, Any] = json.loads(done.stdout)
    return reply


@pytest.mark.usefixtures("uncovered")
def test_an_article_is_one_object() -> None:
    assert replied(docx(paragraph("雨")))["result"]["body"] == "雨"


@pytest.mark.usefixtures("uncovered")
def test_a_feed_is_a_list() -> None:
    assert [item["id"] for item in replied(RSS, "feed")["result"]] == ["urn:1"]


LIGHT = f"""{PROGRAM}
import sys
assert "trafilatura" in sys.modules
assert not {{"asyncio", "numpy", "py3langid.langid"}} & {{*sys.modules}}
"""


@pytest.mark.usefixtures("uncovered")
def test_a_page_loads_nothing_that_it_does_not_need() -> None:
    assert replied(b"<html><body><p>It rained.", program=LIGHT)["result"]["body"]


def test_what_is_refused_is_a_sentence() -> None:
    assert replied(b"\0")["problem"].startswith("is of a kind that is not read;")
    problem = replied(b"x" * 1_001, text=1_000)["problem"]
    assert problem == "holds more than 0.001 MB of text; divide it."


def test_what_fails_in_any_other_way_is_a_sentence() -> None:
    assert replied(b"%PDF-1.7 x")["problem"].startswith("can't be read; it is damaged")


def test_a_lack_of_memory_is_a_sentence() -> None:
    data = pdf([stream(b" " * 70_000_000)])
    problem = replied(data, memory=120_000_000)["problem"]
    assert problem.endswith("divide it.")


def test_a_file_is_read_at_low_priority() -> None:
    job = {"kind": "article", "name": "file", "url": None, "charset": None}
    request = json.dumps(job | {"limits": asdict(Limits())}).encode() + b"\n"
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        process.stdin.write(request)
        process.stdin.flush()  # the file is still to come, so it waits
        expected, end = min(os.nice(0) + 10, 19), time.monotonic() + 30
        while os.getpriority(os.PRIO_PROCESS, process.pid) != expected:
            assert time.monotonic() < end
            time.sleep(0.01)
        process.kill()


def test_a_library_that_is_missing_is_not_blamed_on_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "bot.extraction.parsing", None)
    job = {"kind": "article", "name": "a.txt", "url": None, "charset": None}
    said = reply(job, lambda: b"It rained.", Limits())
    assert said == {
        "problem": "can't be read here: a library for it can't be loaded; tell the "
        "bot's host."
    }
