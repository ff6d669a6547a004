from __future__ import annotations

import pytest

from agents.sources import Why
from agents.sources.addresses import is_public, resolve, vetted
from agents.sources.transport import Refused


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "no address",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


def test_one_private_address_refuses_the_whole_name() -> None:
    with pytest.raises(Refused, match=r"trick\.test is at 10\.0\.0\.1") as caught:
        vetted("trick.test", 443, resolver=lambda *_: ["93.184.216.34", "10.0.0.1"])
    assert caught.value.why is Why.PRIVATE_ADDRESS


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "::1"])
def test_however_loopback_is_written_it_is_refused(host: str) -> None:
    with pytest.raises(Refused):
        vetted(host, 80)


def test_a_name_without_an_address_is_not_asked_for_again() -> None:
    with pytest.raises(Refused, match="has no address") as caught:
        resolve("a" * 70 + ".invalid", 80)
    assert caught.value.why is Why.UNREACHABLE
    with pytest.raises(Refused, match="has no address"):
        vetted("nowhere.test", 80, resolver=lambda *_: [])
