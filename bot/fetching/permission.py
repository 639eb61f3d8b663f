"""What may be fetched: public addresses, as far as their sites let robots (RFC 9309).

What a site asks robots to leave alone is remembered for an hour.
"""

from __future__ import annotations

import time
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING
from urllib.robotparser import RobotFileParser

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from yarl import URL

__all__ = ["MOST", "Robots", "is_public"]

# Bytes of a robots.txt that are read, of longer ones the first, as the RFC asks.
MOST = 512_000
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


# What is everyone's, less what is reserved in it (IANA's registries of 2026), whatever
# the tables say that this version of Python has. Addresses that hold an IPv4 address
# lead where can't be told here, and no server that offers articles needs them: Teredo
# (RFC 4380), 6to4 (RFC 3056); others are outside of this network.
_GLOBAL = IPv6Network("2000::/3")
_RESERVED: list[IPv4Network | IPv6Network] = [
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001::/23"),
    IPv6Network("2001:db8::/32"),
    IPv6Network("2002::/16"),
    IPv6Network("2620:4f:8000::/48"),
    IPv6Network("3fff::/20"),
]
# The services that clouds offer to their own machines at addresses that look public.
_METADATA = {IPv4Address("168.63.129.16"), IPv4Address("100.100.100.200")}


def is_public(address: str) -> bool:
    """Say whether an IP address may be fetched from, by IANA's special registries."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if not parsed.is_global or parsed.is_multicast or parsed in _METADATA:
        return False
    if isinstance(parsed, IPv6Address) and parsed not in _GLOBAL:
        return False
    return not any(parsed in network for network in _RESERVED)
