"""How `verbatim status` shows what a running bot serves."""

from __future__ import annotations

import contextlib
import json
import logging
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from bot.console import JsonFormatter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Result

    Verbatim = Callable[..., Result]

METRICS = """\
# TYPE verbatim_servers gauge
verbatim_servers 3.0
# TYPE verbatim_answer_seconds histogram
verbatim_answer_seconds_bucket{le="+Inf",status="answered"} 12.0
verbatim_answer_seconds_count{status="answered"} 12.0
verbatim_answer_seconds_sum{status="answered"} 0.5
# TYPE verbatim_problems counter
verbatim_problems_total{level="warning",logger="bot.library"} 2.0
# TYPE verbatim_gateway_seconds gauge
verbatim_gateway_seconds{shard="1"} 0.048
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 1.2e+08
"""
OTHERS = [
    b"SSH-2.0-OpenSSH\r\n",
    b"HTTP/1.1 200 OK\r\n\r\n[]",
    b"HTTP/1.1 200 OK\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\n\r\n\xff",
    b'HTTP/1.1 200 OK\r\n\r\n{"gateway": 1, "library": 1, "store": 1}',
    b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 200_000,
]
CUT = [
    b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"gateway": true',
    b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n63\r\n{"gateway": true',
]


@contextlib.contextmanager
def serving(readiness: dict[str, bool], promised: int = 0) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            replies = {"/readyz": json.dumps(readiness), "/metrics": METRICS}
            self.send_response(200 if all(readiness.values()) else 503)
            if promised and self.path == "/metrics":
                self.send_header("Content-Length", str(promised))
            self.end_headers()
            self.wfile.write(replies[self.path].encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_bot_that_is_well_is_said_to_be(
    verbatim: Verbatim, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving({"gateway": True, "library": True, "store": True}) as address:
        monkeypatch.setenv("VERBATIM_HEALTH", address)
        result = verbatim("status")
    assert result.status == 0
    assert "ok     The connection to Discord is there." in result.out
    assert "Servers: 3" in result.out
    assert "Questions answered: 12" in result.out
    assert "Log, warnings of bot.library: 2" in result.out
    assert "Gateway, shard 1: 48 ms" in result.out
    assert "Memory, MB: 120" in result.out


def test_what_is_missing_is_named(
    verbatim: Verbatim, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving({"gateway": True, "library": True, "store": False}) as address:
        monkeypatch.setenv("VERBATIM_HEALTH", address)
        result = verbatim("status")
    assert result.status == 1
    assert "wrong  The database is not there." in result.out


def test_figures_that_were_cut_off_are_not_shown(
    verbatim: Verbatim, monkeypatch: pytest.MonkeyPatch
) -> None:
    readiness = {"gateway": True, "library": True, "store": True}
    with serving(readiness, promised=len(METRICS) + 1) as address:
        monkeypatch.setenv("VERBATIM_HEALTH", address)
        result = verbatim("status")
    assert result.status == 1
    assert result.out == (
        f"What the bot at {address} said was cut off; ask again in a moment.\n"
    )


def test_where_no_bot_runs_it_is_said(
    verbatim: Verbatim, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = verbatim("status")
    assert result.status == 2
    assert "VERBATIM_HEALTH is not set" in result.err
    for address in ("127.0.0.1:9", f"{'ü' * 60}:80"):
        monkeypatch.setenv("VERBATIM_HEALTH", address)
        result = verbatim("status")
        assert result.status == 1
        assert f"No bot answers at {address}" in result.out
    wrongs = ("8080", "127.0.0.1:", "127.0.0.1:99999", ":80", "here:http")
    hosts = ("a b:80", "a\n:80", "http://a:80", "a..b:80", f"{'a' * 300}:80")
    for wrong in (*wrongs, *hosts, f"127.0.0.1:{'9' * 5000}"):
        monkeypatch.setenv("VERBATIM_HEALTH", wrong)
        result = verbatim("status")
        assert result.status == 2
        assert "is no address of the form 127.0.0.1:8080" in result.err


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"", "No bot answers at"),
        *((one, "Something answers at") for one in OTHERS),
        *((one, "was cut off; ask again") for one in CUT),
    ],
    ids=[
        "gone",
        "ssh",
        "list",
        "empty",
        "binary",
        "figures",
        "long",
        "deep",
        "cut",
        "chunk",
    ],
)
def test_another_program_at_the_address_is_no_bot(
    verbatim: Verbatim, monkeypatch: pytest.MonkeyPatch, said: bytes, told: str
) -> None:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            self.wfile.write(said)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"127.0.0.1:{server.server_address[1]}"
        monkeypatch.setenv("VERBATIM_HEALTH", address)
        try:
            result = verbatim("status")
        finally:
            server.shutdown()
            thread.join()
    assert result.status == 1
    assert told in result.out


def test_a_log_for_programs_is_one_object_a_line() -> None:
    record = logging.LogRecord(
        "bot.chat", logging.WARNING, "", 0, "two\nlines, %s \u202e", ("one",), None
    )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert line.isascii()
    fields = json.loads(line)
    assert fields["level"] == "WARNING"
    assert fields["message"] == "two\nlines, one \u202e"
    record.exc_info = (KeyError, KeyError(7), None)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["traceback"].endswith("KeyError: 7")
