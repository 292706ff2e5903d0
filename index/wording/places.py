"""Find the passages that stand where a question points."""

from index.library import Library
from index.model import Pointer, Scope, Viewer
from index.sqlite.conditions import allowed, marks

MOST = 40


def passages_at(library: Library, pointer: Pointer, viewer: Viewer, scope: Scope) -> list[int]:
    """Return the numbers of the passages on the page, or of the item, that is named: the newest meeting's first.

    Where meetings or papers are named too, only those of these; a page is known by the number printed on it.
    """
    if pointer.page is None and pointer.item is None:
        return []
    where, values = allowed(viewer, scope)
    query = (
        "SELECT DISTINCT p.number, papers.meeting_date AS day, p.paper_id, p.position FROM passages p"
        " JOIN papers ON papers.id = p.paper_id"
    )
    if pointer.page is not None:
        # The first span of a passage, and the page that it is on.
        query += (
            ", json_each(p.spans) s JOIN pages ON pages.paper_id = p.paper_id"
            " AND pages.pdf_page = json_extract(s.value, '$[0]')"
            f" WHERE pages.stamp = ? AND pages.access_group IN ({marks(viewer.groups)}) AND {where}"
        )
        given: tuple[object, ...] = (pointer.page, *sorted(viewer.groups), *values)
    else:
        query, given = f"{query} WHERE p.item = ? AND {where}", (pointer.item, *values)
    days = sorted({day.isoformat() for meeting in pointer.meetings for day in meeting})
    for names, column in ((days, "papers.meeting_date"), (sorted(pointer.papers), "papers.id")):
        if names:
            query, given = f"{query} AND {column} IN ({marks(names)})", (*given, *names)
    query += f" ORDER BY papers.meeting_date DESC, p.paper_id, p.position LIMIT {MOST}"
    return [row["number"] for row in library.store.rows(query, given)]
