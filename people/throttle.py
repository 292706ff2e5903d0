"""Makes whoever tries passwords wait longer from one failure to the next."""

import threading
import time
from collections.abc import Callable

FREE = 5
FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0
_MOST_NAMES = 10_000


class Throttle:
    """Counts failures a name; in this process only, for a restart is no one's to cause."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._failures: dict[str, tuple[int, float]] = {}

    def wait(self, name: str) -> float:
        """Return for how many seconds no password for `name` is looked at; 0 where the next may be tried."""
        with self._lock:
            count, last = self._failures.get(name, (0, 0.0))
        if count < FREE:
            return 0.0
        pause = min(FIRST_WAIT * 2.0 ** min(count - FREE, 10), LONGEST_WAIT)
        return max(0.0, last + pause - self._clock())

    def failed(self, name: str) -> None:
        """Note a wrong password; of too many names the one that failed longest ago is forgotten."""
        with self._lock:
            count, _ = self._failures.pop(name, (0, 0.0))
            self._failures[name] = count + 1, self._clock()
            if len(self._failures) > _MOST_NAMES:
                del self._failures[next(iter(self._failures))]

    def passed(self, name: str) -> None:
        """Forget the failures of one who has signed in."""
        with self._lock:
            self._failures.pop(name, None)
