"""`verbatim status`: how a running bot is, for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.console.application import add_command
from bot.console.output import Line, Piece, Style, line, show
from bot.errors import SettingsError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from bot.console.application import Application, Commands

__all__ = ["add"]

_PATIENCE = 5.0
_MOST = 10_000_000  # bytes of an answer; a bot says some thousand
_UNSET = (
    "VERBATIM_HEALTH is not set, so a running bot does not say how it is; set it to "
    "an address such as 127.0.0.1:8080 and start the bot anew."
)
_OTHER = (
    "Something answers at {address}, but no running bot; see whether VERBATIM_HEALTH "
    "names the bot's own address."
)
_CUT = "What the bot at {address} said was cut off; ask again in a moment."
_PARTS = {
    "gateway": "The connection to Discord",
    "library": "The library",
    "store": "The database",
}
_FIGURES = {
    "verbatim_servers": "Servers",
    "verbatim_articles": "Articles",
    "verbatim_waiting": "Questions that wait",
    "process_resident_memory_bytes": "Memory, MB",
}


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Say how a running bot is, by what it serves at VERBATIM_HEALTH."
    add_command(commands, "status", summary, _run)


def _run(application: Application, _: Namespace) -> int:
    address = application.health()
    if address is None:
        raise SettingsError(_UNSET)
    try:
        parts = _parts(_got(address, "readyz"))
        said = [*_readiness(parts), *_lines(_got(address, "metrics"))]
    except (OSError, UnicodeError) as error:  # or a host's name that can be none
        show([line(f"No bot answers at {address} ({error}).", Style.WRONG)])
        return 1
    except EOFError:
        show([line(_CUT.format(address=address), Style.WRONG)])
        return 1
    except (ValueError, LookupError):  # of another program's words
        show([line(_OTHER.format(address=address), Style.WRONG)])
        return 1
    show(said)
    return 0 if all(parts.values()) else 1


def _got(address: str, what: str) -> str:
    """Return what the bot says; raises OSError where none does.

    ValueError is for what is not said as a bot says it, EOFError for what is not
    whole.
    """
    import http.client  # noqa: PLC0415 - no other command needs it

    connection = http.client.HTTPConnection(address, timeout=_PATIENCE)
    try:
        connection.request("GET", f"/{what}")
        response = connection.getresponse()
        said = response.read(_MOST).decode(errors="replace")
    except http.client.RemoteDisconnected:  # an OSError as well
        raise
    except http.client.IncompleteRead as error:
        raise EOFError from error
    except http.client.HTTPException as error:
        raise ValueError from error
    finally:
        connection.close()
    if response.length:  # that was promised and did not come
        raise EOFError
    return said


def _parts(said: str) -> dict[str, Any]:
    """Return which parts are there; raises ValueError where that is not said."""
    try:
        parts = json.loads(said)
    except RecursionError as error:
        raise ValueError from error
    if not isinstance(parts, dict) or not parts.keys() >= _PARTS.keys():
        raise ValueError
    return parts


def _readiness(parts: dict[str, Any]) -> Iterator[Line]:
    for name, what in _PARTS.items():
        well = bool(parts.get(name))
        mark = Piece(
            "ok     " if well else "wrong  ", Style.GOOD if well else Style.WRONG
        )
        yield Line((mark, Piece(f"{what} is {'' if well else 'not '}there.")))


def _lines(metrics: str) -> Iterator[Line]:
    from prometheus_client.parser import (  # noqa: PLC0415 - no other command needs it
        text_string_to_metric_families,
    )

    for family in text_string_to_metric_families(metrics):
        for sample in family.samples:
            if sample.name in _FIGURES:
                scale = 1e6 if sample.name.endswith("bytes") else 1
                yield line(f"{_FIGURES[sample.name]}: {sample.value / scale:,.0f}")
            elif sample.name == "verbatim_answer_seconds_count":
                yield line(f"Questions {sample.labels['status']}: {sample.value:,.0f}")
            elif sample.name == "verbatim_problems_total":
                of = f"{sample.labels['level']}s of {sample.labels['logger']}"
                yield line(f"Log, {of}: {sample.value:,.0f}")
            elif sample.name == "verbatim_gateway_seconds":
                shard = sample.labels["shard"]
                yield line(f"Gateway, shard {shard}: {sample.value * 1000:,.0f} ms")
