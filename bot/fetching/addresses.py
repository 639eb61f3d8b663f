"""Which addresses are everyone's: none of this machine's or of its network's."""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

__all__ = ["is_public"]

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
