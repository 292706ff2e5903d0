"""The reading benchmark against truth written by hand, over the papers beside the checkout where they are there."""

from pathlib import Path

import pytest

from bench import pages, registers, tables
from ingest.reading import find_files

ROOT = Path(__file__).parents[2]
TRUTH = ROOT / "bench" / "truth"
FOLDERS = [ROOT.parent / "shared" / name for name in ("papers", "papers-real")]
ABSENT = not all(map(Path.is_dir, FOLDERS))
WANTED = pytest.mark.skipif(ABSENT, reason="the published papers are not beside the checkout")


@WANTED
def test_stamps_are_all_right_and_items_of_nearly_every_page():
    read = [path for path in find_files(FOLDERS) if path.name in pages.truth("pages.jsonl")]
    known, outlines = pages.truth("pages.jsonl"), pages.truth("outlines.jsonl")
    scores = [pages.score(path, known[path.name], outlines[path.name]) for path in read]
    assert sum(score.pages for score in scores) > 600
    assert [score.misses for score in scores if score.stamps < score.pages] == []
    assert sum(score.items for score in scores) >= 0.99 * sum(score.pages for score in scores)
    assert sum(score.matched for score in scores) >= sum(score.outlined for score in scores) - 1


@WANTED
def test_minutes_resolutions_and_attendance_are_found_and_nothing_else():
    scores = {score.register: score for score in registers.score([*TRUTH.glob("minutes-*.jsonl")], FOLDERS)}
    assert sum(score.right for score in scores.values()) > 700
    for name in ("minute", "resolution", "attendance", "action", "vote"):
        score = scores[name]
        assert min(score.precision, score.recall) >= 0.95, (name, score.misses, score.false)


@WANTED
def test_nine_in_ten_cells_of_tables_have_their_heads_and_no_unsure_one_claims_any():
    files = {path.name: path for path in find_files(FOLDERS)}
    told = tables.cells(TRUTH / "cells.jsonl")
    right = [(cell, tables.is_right(cell, tables.rows(files[cell["file"]], cell["pdf_page"]))) for cell in told]
    sure = [is_right for cell, is_right in right if not cell.get("unsure")]
    assert len({cell["table"] for cell in told}) > 40
    assert sum(sure) >= 0.9 * len(sure)
    assert [cell for cell, is_right in right if cell.get("unsure") and not is_right] == []
