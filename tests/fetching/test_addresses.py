from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fetching import is_public


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001:82b::200e"],
)
def test_what_is_everyone_s_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",  # noqa: S104 - not bound to
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff0e::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "::ffff:0:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::8.8.8.8",
        "2002:808:808::",
        "2001::1",
        "192.0.0.8",
        "192.88.99.1",
        "3fff::1",
        "5f00::1",
        "100:0:0:1::1",
        "1::1",
        "4000::1",
        "8000::1",
        "e000::1",
        "localhost",
        "",
    ],
)
def test_what_is_not_everyone_s_is_not_public(address: str) -> None:
    assert not is_public(address)


PRIVATE = [IPv4Network("10.0.0.0/8"), IPv4Network("127.0.0.0/8")]


@given(st.sampled_from(PRIVATE), st.integers(0, 2**24 - 1))
def test_no_address_of_a_private_network_is_public_in_any_dress(
    network: IPv4Network, host: int
) -> None:
    address = network[host]
    assert not is_public(str(address))
    for prefix in (0, 0xFFFF << 32, 0x64FF9B << 96, 0x2002 << 112):
        shift = 80 if prefix == 0x2002 << 112 else 0
        assert not is_public(str(IPv6Address(prefix | int(address) << shift)))


@given(st.integers(0, 2**32 - 1))
def test_an_address_written_within_ipv6_is_never_public(number: int) -> None:
    assert not is_public(f"::ffff:{IPv4Address(number)}")
