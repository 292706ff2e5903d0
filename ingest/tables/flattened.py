"""Read the flattened tables of a paper, page by page: first those of several columns, then the others."""

from collections.abc import Sequence

from ingest.model import Line
from ingest.tables.flat.aside import read_aside
from ingest.tables.flat.beside import Lists, read_beside
from ingest.tables.flat.columns import unflatten
from ingest.tables.flat.heads import Heads
from ingest.tables.flat.lettered import name_lettered
from ingest.tables.flat.lines import next_table
from ingest.tables.flat.single import read_single


def unflatten_pages(pages: Sequence[Sequence[Line]]) -> list[tuple[Line, ...]]:
    """Return a paper's pages with each row of a flattened table as one line, its tables numbered after those known."""
    done: list[tuple[Line, ...]] = []
    table = next_table([line for lines in pages for line in lines], 1)
    since = table
    heads: Heads | None = None
    lists: Lists | None = None
    for lines in pages:
        page, heads = unflatten(lines, heads, table)
        page = name_lettered(page, since)
        page = read_single(page, next_table(page, table))
        page, lists = read_beside(page, lists, next_table(page, table))
        page = read_aside(page, next_table(page, table))
        table = next_table(page, table)
        done.append(page)
    return done
