"""Which addresses a link found in a document may reach: public ones, judged after name resolution."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from agents.sources import Why
from agents.sources.transport import Refused

Resolve = Callable[[str, int], list[str]]
_EMBEDDING = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
"""IPv6 ranges that carry an IPv4 address inside: a private host can hide in them."""


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet: no private, loopback, link-local (cloud metadata), multicast or reserved one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in net for net in _EMBEDDING) or ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as the system knows them. Raises Refused when there are none: the system has asked more than once."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(Why.UNREACHABLE, f"{host} has no address ({error})") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def vetted(host: str, port: int, *, resolver: Resolve = resolve, allowed: Callable[[str], bool] = is_public) -> list[str]:
    """The addresses of a host, all of them allowed; connect to these, and to no later resolution of the name.

    One refused address refuses the host: a name that answers with both is a trick. Raises Refused.
    """
    addresses = resolver(host, port)
    for address in addresses:
        if not allowed(address):
            raise Refused(Why.PRIVATE_ADDRESS, f"{host} is at {address}, which is no public address")
    if not addresses:
        raise Refused(Why.UNREACHABLE, f"{host} has no address")
    return addresses
