"""What a viewer and a scope let through, as SQL conditions."""

import json
from collections.abc import Iterable

from index.model import PUBLIC, Scope, Viewer
from index.sqlite.schema import PUBLIC_WORDS, WORDS


def allowed(viewer: Viewer, scope: Scope) -> tuple[str, tuple[object, ...]]:
    """Return the SQL condition, over passages p and papers, of what may be found; no group, no passage."""
    groups = sorted(viewer.groups)
    clauses, values = within(scope, "p")
    return " AND ".join((f"p.access_group IN ({marks(groups)})", *clauses)), (*groups, *values)


def groups_of(viewer: Viewer) -> str:
    """Return a viewer's groups as a JSON list, for `SEEN`."""
    return json.dumps(sorted(viewer.groups))


def words_of(viewer: Viewer) -> str:
    """Return the index of words that a viewer's ranking is counted over."""
    return PUBLIC_WORDS if viewer.groups <= {PUBLIC} else WORDS


def within(scope: Scope, part: str | None = None) -> tuple[list[str], list[str]]:
    """Return the SQL conditions of a scope, over papers and what is `part` of them, and their values.

    Papers have no one item: without a part, the scope's items are left to whoever asks for the parts.
    """
    clauses, values = [], []
    chosen = {"papers.id": scope.papers, "papers.body": scope.bodies, "papers.kind": scope.kinds}
    chosen |= {f"{part}.item": scope.items} if part else {}
    for column, wanted in chosen.items():
        if wanted:
            clauses.append(f"{column} IN ({marks(wanted)})")
            values += sorted(wanted)
    for bound, sign in ((scope.first_date, ">="), (scope.last_date, "<=")):
        if bound:
            clauses.append(f"papers.meeting_date {sign} ?")
            values.append(bound.isoformat())
    return clauses, values


def marks(values: Iterable[object]) -> str:
    """Return a question mark for each value."""
    return ", ".join("?" for _ in values)
