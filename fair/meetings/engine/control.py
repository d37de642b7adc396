"""How long a solver may go on, who may stop it, and whom it tells how far it is."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fair.meetings.engine.types import Figures, Plan

ENDLESS = 1e9


@dataclass(frozen=True, slots=True)
class Progress:
    """The best checked plan so far, and the points that no plan can exceed (None: not known)."""

    stage: str
    plan: Plan
    figures: Figures
    bound: int | None


class Control:
    """Asked by the planner wherever it could stop; `stop` may be called from another thread.

    The engine knows no clock: `seconds_left` is the caller's.
    """

    def __init__(
        self,
        *,
        seconds_left: Callable[[], float] = lambda: ENDLESS,
        tell: Callable[[Progress], None] = lambda _progress: None,
    ) -> None:
        self._seconds_left = seconds_left
        self.tell = tell
        self._stopped = threading.Event()
        self._interrupts: list[Callable[[], object]] = []

    def left(self) -> float:
        """Return the seconds left, 0 when there are none or somebody said stop."""
        return 0.0 if self._stopped.is_set() else max(0.0, self._seconds_left())

    def goes_on(self) -> bool:
        return self.left() > 0

    def stop(self) -> None:
        """Make the planner return the best plan it has, soon."""
        self._stopped.set()
        for interrupt in tuple(self._interrupts):
            interrupt()

    @contextmanager
    def interruptible(self, interrupt: Callable[[], object]) -> Iterator[None]:
        """Have `stop` call `interrupt` while the block runs."""
        self._interrupts.append(interrupt)
        try:
            yield
        finally:
            self._interrupts.remove(interrupt)
