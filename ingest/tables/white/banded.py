"""Find tables whose rows are parted by lines along the page and whose columns by white alone."""

from collections.abc import Iterator, Sequence

from ingest.pdf.placed import Word
from ingest.pdf.ruling import Rule, Ruling
from ingest.tables.grids import TOUCH, Area, Grid, find_grids, touch
from ingest.tables.rows import in_lines, in_order, is_value, said

GUTTER = 0.8
LEAST_COLUMNS = 3
MOST_BAND_WORDS = 150
MOST_HEAD_WORDS = 8
NEAR = 1.6


def find_banded(ruling: Ruling, words: Sequence[Word]) -> list[Grid]:
    """Return the tables of a page under a row of heads, two rows at least between lines of one width."""
    return [grid for rules in _equal(ruling) if (grid := _first_grid(rules, words))]


def _equal(ruling: Ruling) -> Iterator[list[Rule]]:
    """Yield the lines along that begin and end at the same places and that no line down touches."""
    groups: list[list[Rule]] = []
    for rule in ruling.along:
        if any(touch(rule, other) for other in ruling.down):
            continue
        like = (g for g in groups if abs(g[0].start - rule.start) <= TOUCH and abs(g[0].end - rule.end) <= TOUCH)
        group = next(like, None)
        if group is None:
            groups.append([rule])
        else:
            group.append(rule)
    yield from (group for group in groups if len(group) > 2)


def _first_grid(rules: Sequence[Rule], words: Sequence[Word]) -> Grid | None:
    """Return a table between lines; the uppermost and the lowest may part the page's head and foot from its body."""
    tries = (rules, rules[1:], rules[:-1], rules[1:-1])
    return next((grid for some in tries if len(some) > 2 and (grid := _between(some, words))), None)


def _between(rules: Sequence[Rule], words: Sequence[Word]) -> Grid | None:
    left, right = rules[0].start - TOUCH, rules[0].end + TOUCH
    inside = [word for word in words if left <= word.box[0] and word.box[2] <= right]
    body = [word for word in inside if rules[0].at < word.down < rules[-1].at]
    if not body or len(body) > MOST_BAND_WORDS * len(rules):
        return None
    head = _head_above(rules[0], [word for word in inside if word.down < rules[0].at], body)
    gutters = _gutters([*head, *body])
    top = min((word.box[1] for word in head), default=rules[0].at)
    ruling = Ruling(
        tuple(Rule(at, left, right) for at in dict.fromkeys((top, *(rule.at for rule in rules)))),
        tuple(Rule(at, top, rules[-1].at) for at in gutters),
    )
    grids = find_grids(ruling, [*head, *body]) if len(gutters) + 1 >= LEAST_COLUMNS else []
    return grids[0] if len(grids) == 1 and _is_table(grids[0], len(gutters) + 1) else None


def _gutters(words: Sequence[Word]) -> list[float]:
    """Return the middles of the white that runs down between words, from left to right."""
    found: list[float] = []
    ordered = sorted(words, key=lambda word: word.box[0])
    end = ordered[0].box[2]
    for word in ordered:
        if word.box[0] - end > GUTTER * (word.box[3] - word.box[1]):
            found.append((end + word.box[0]) / 2)
        end = max(end, word.box[2])
    return found


def _head_above(first: Rule, above: Sequence[Word], body: Sequence[Word]) -> list[Word]:
    """Return the words right above the first line that keep to the columns, none where they fill too few."""
    found: list[Word] = []
    level, columns = first.at, len(_gutters(body))
    for line in reversed(in_lines(above)):
        gutters = _gutters([*line, *found, *body])
        if level - line[0].down > NEAR * (line[0].box[3] - line[0].box[1]) or len(gutters) != columns:
            break
        if not gutters or all(word.across < gutters[0] for word in line):
            break
        found, level = [*line, *found], line[0].down
    borders = _gutters([*found, *body])
    filled = {sum(at < word.across for at in borders) for word in found}
    return found if len(filled) >= columns else []


def _is_table(grid: Grid, columns: int) -> bool:
    """Tell whether rows of cells stand under heads: full rows, each between two lines a row of its own."""
    rows: dict[int, list[Area]] = {}
    for area in grid.areas:
        rows.setdefault(area.top, []).append(area)
    (_, head), *body = sorted(rows.items())
    texts = [said(in_order(area.words)) for area in head]
    if len(body) < 2 or len(head) < columns - 1 or any(map(is_value, texts)):
        return False
    if any(len(text.split()) > MOST_HEAD_WORDS for text in texts):
        return False
    full = sum(len(row) >= columns - 1 for _, row in body)
    return full * 2 > len(body) and all(_is_one_row(row) for _, row in body)


def _is_one_row(row: Sequence[Area]) -> bool:
    """Tell whether what stands between two lines is one row: a cell of one line, and no figures one under another."""
    cells = [in_lines(area.words) for area in row]
    stacked = any(len(lines) > 1 and all(is_value(said(line)) for line in lines) for lines in cells)
    return not stacked and any(len(lines) == 1 for lines in cells)
