"""What a site asks robots to leave alone (RFC 9309), remembered for an hour."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.robotparser import RobotFileParser

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from yarl import URL

__all__ = ["MOST", "Robots"]

MOST = (
    512_000  # bytes that are read, of longer ones the first; the RFC asks for so many
)
_HOUR = 3600.0
_NOTHING = ["User-agent: *", "Disallow: /"]
_SITES = 256  # that are remembered


class Robots:
    """Asks each site once an hour.

    `read` gives the status and the text of an address; the status is None where that
    redirects without end. It raises where the site can't be reached; so does `allow`.
    """

    def __init__(
        self, agent: str, read: Callable[[URL], Awaitable[tuple[int | None, str]]]
    ) -> None:
        self._agent = agent
        self._read = read
        self._rules: dict[str, tuple[float, RobotFileParser]] = {}

    async def allow(self, url: URL) -> bool:
        """Say whether the site lets this agent fetch an address."""
        site = str(url.origin())
        until, rules = self._rules.get(site, (0.0, None))
        if rules is None or until < time.monotonic():
            rules = await self._ask(url)
            if len(self._rules) >= _SITES:
                self._rules.clear()
            self._rules[site] = (time.monotonic() + _HOUR, rules)
        return rules.can_fetch(self._agent, str(url))

    async def _ask(self, url: URL) -> RobotFileParser:
        status, text = await self._read(url.origin().joinpath("robots.txt"))
        if status is None or status >= 500:  # noqa: PLR2004 - HTTP's server errors
            lines = _NOTHING
        elif status >= 400:  # noqa: PLR2004 - HTTP's "there is none", or not for you
            lines = []
        else:
            lines = text.splitlines()
        rules = RobotFileParser()
        rules.parse(lines)
        return rules
