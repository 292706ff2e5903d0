from collections.abc import Callable
from datetime import date

import pytest

from briefing.drafting import Briefer
from briefing.model import Briefing, Request
from index.model import ANYONE, Viewer

DAY = date(2026, 3, 2)


@pytest.fixture(scope="session")
def draft(board) -> Callable[..., Briefing]:
    """Draft a note over the samples; the same note is drafted once."""
    made: dict[tuple[object, ...], Briefing] = {}

    def drafted(meeting: str = "", *items: str, topic: str = "", viewer: Viewer = ANYONE) -> Briefing:
        key = meeting, items, topic, viewer
        if key not in made:
            made[key] = Briefer(board).draft(Request(meeting, items, topic, DAY), viewer)
        return made[key]

    return drafted
