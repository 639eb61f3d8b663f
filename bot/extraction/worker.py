"""The child process: confines itself, parses one file, and replies in JSON.

Standard input has the job as one line of JSON and then the file, to the end.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.errors import ExtractionError
from bot.extraction.values import Document, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["main", "reply"]

_NICE = 10  # a file that takes its time takes none from the answers
_LARGEST_FILE = 1_000_000  # bytes; nothing here writes files
_TOO_LARGE = "holds more than may be unpacked from one file; divide it."
_DAMAGED = (
    "can't be read; it is damaged, or holds too much. Save it anew, or divide it."
)
_UNREADY = "can't be read here: a library for it can't be loaded; tell the bot's host."


def main() -> None:
    """Do the job that standard input names."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no part of the reply
    # trafilatura loads what finds out languages where it is installed, and numpy with
    # it: a third of the time that a page takes here. It is never asked for one.
    sys.modules["py3langid"] = None  # type: ignore[assignment]
    job = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**job["limits"])
    _confine(limits)
    with output:
        said = reply(job, sys.stdin.buffer.read, limits)
        output.write(json.dumps(said, ensure_ascii=False).encode())


def _confine(limits: Limits) -> None:
    """Set the limits that the system itself holds a process to; let others go first."""
    with suppress(AttributeError, ImportError):  # Windows has none of these
        os.nice(_NICE)
        import resource  # noqa: PLC0415

        for kind, most in (
            (resource.RLIMIT_AS, limits.memory),
            (resource.RLIMIT_CPU, int(limits.seconds) + 1),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        ):
            with suppress(OSError, ValueError):  # macOS refuses some of them
                resource.setrlimit(kind, (most, most))


def reply(
    job: Mapping[str, Any], read: Callable[[], bytes], limits: Limits
) -> dict[str, Any]:
    """Return what a file holds, as JSON has it, or the problem with it."""
    try:
        return {"result": _result(job, read(), limits)}
    except ExtractionError as error:
        return {"problem": error.problem, "field": error.field}
    except ImportError:  # no fault of the file
        return {"problem": _UNREADY}
    except MemoryError:
        return {"problem": _TOO_LARGE}
    except Exception:  # noqa: BLE001 - what parsers raise on bad files has no end
        return {"problem": _DAMAGED}


def _result(job: Mapping[str, Any], data: bytes, limits: Limits) -> Any:  # noqa: ANN401 - JSON
    # A job needs one of the two, and each loads libraries.
    document = Document(
        data,
        job["name"],
        job.get("media_type"),
        job["url"],
        job["charset"],
        limits.unpacked,
    )
    if job["kind"] == "feed":
        from bot.extraction.parsing.feeds import read_feed  # noqa: PLC0415

        return [asdict(item) for item in read_feed(document)]
    from bot.extraction.parsing import read_article  # noqa: PLC0415

    extract = read_article(document)
    if len(extract.body.encode()) > limits.text:
        problem = f"holds more than {limits.text / 1e6:g} MB of text; divide it."
        raise ExtractionError(document.name, problem)
    return asdict(extract)
