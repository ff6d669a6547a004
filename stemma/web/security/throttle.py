"""Slows guessing down: after three failures from one address each further one doubles the wait, up to a quarter of an hour."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

FREE = 3
FIRST, LONGEST = 2.0, 900.0
FORGET = 3600.0
MOST = 10_000


class Throttle:
    """Failures by address (an IPv6 one by its /64), forgotten an hour after the last, ten thousand addresses at most."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._turn = threading.Lock()

    def wait(self, address: str) -> int:
        """Whole seconds until this address may try again; 0 for now."""
        with self._turn:
            failures, last = self._of(_group(address))
            if failures < FREE:
                return 0
            pause = min(LONGEST, FIRST * 2.0 ** (failures - FREE))
            return max(0, math.ceil(last + pause - self._clock()))

    def failed(self, address: str) -> None:
        """Count one failure."""
        group = _group(address)
        with self._turn:
            failures, _ = self._of(group)
            self._failed[group] = (failures + 1, self._clock())
            self._failed.move_to_end(group)
            while len(self._failed) > MOST:
                self._failed.popitem(last=False)

    def passed(self, address: str) -> None:
        """Forget the failures of an address that got in."""
        with self._turn:
            self._failed.pop(_group(address), None)

    def _of(self, group: str) -> tuple[int, float]:
        failures, last = self._failed.get(group, (0, 0.0))
        return (0, 0.0) if failures and self._clock() - last > FORGET else (failures, last)


def _group(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address
