"""Which addresses are everyone's: none of this machine's or of its network's."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

__all__ = ["is_public"]

# Addresses that hold an IPv4 address, or lead out of IPv6 in another way: compatible
# (RFC 4291), NAT64 (RFC 6052 and 8215), Teredo (RFC 4380), 6to4 (RFC 3056). No server
# that offers articles needs them, and what they lead to can't be told here.
_EMBEDDED = [
    IPv6Network("::/96"),
    IPv6Network("::ffff:0:0/96"),
    IPv6Network("::ffff:0:0:0/96"),
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2001::/32"),
    IPv6Network("2002::/16"),
]
_SITE_LOCAL = IPv6Network("fec0::/10")  # deprecated by RFC 3879, and still routed
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
    return isinstance(parsed, IPv4Address) or not _leads_elsewhere(parsed)


def _leads_elsewhere(address: IPv6Address) -> bool:
    return any(address in network for network in (*_EMBEDDED, _SITE_LOCAL))
