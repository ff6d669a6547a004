"""What a run may spend on language models: a purse that calls are paid from, safe for threads."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Prices:
    """US dollars per million tokens sent and received; 0 when nobody charges."""

    tokens_in: float = 0.0
    tokens_out: float = 0.0

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """US dollars."""
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / 1e6


@dataclass(frozen=True)
class Budget:
    """Limits of one run, in tokens (sent and received together) and in US dollars; None for no limit."""

    tokens: int | None = None
    usd: float | None = None


class Purse:
    """Counts what is spent and what calls under way will take, and refuses a call that would go over the budget.

    A call sets its estimate aside before it leaves and settles what it took, so that a budget is overrun at most by what
    answers under way turn out longer than estimated.
    """

    def __init__(self, budget: Budget, prices: Prices, spent: tuple[int, int] = (0, 0)) -> None:
        """`spent`: tokens sent and received that this run took before (a run that goes on)."""
        self.budget = budget
        self.prices = prices
        self._spent = spent
        self._aside = (0, 0)
        self._lock = threading.Lock()

    @property
    def tokens(self) -> int:
        """Tokens spent so far."""
        return sum(self._spent)

    @property
    def usd(self) -> float:
        """US dollars spent so far."""
        return self.prices.cost(*self._spent)

    def set_aside(self, tokens_in: int, tokens_out: int) -> bool:
        """Whether the budget allows a call of this estimate; when it does, the estimate is set aside."""
        with self._lock:
            sent = self._spent[0] + self._aside[0] + tokens_in
            received = self._spent[1] + self._aside[1] + tokens_out
            if self.budget.tokens is not None and sent + received > self.budget.tokens:
                return False
            if self.budget.usd is not None and self.prices.cost(sent, received) > self.budget.usd:
                return False
            self._aside = (self._aside[0] + tokens_in, self._aside[1] + tokens_out)
            return True

    def settle(self, aside: tuple[int, int], taken: tuple[int, int]) -> None:
        """Put back what was set aside, and count what was taken."""
        with self._lock:
            self._aside = (self._aside[0] - aside[0], self._aside[1] - aside[1])
            self._spent = (self._spent[0] + taken[0], self._spent[1] + taken[1])
