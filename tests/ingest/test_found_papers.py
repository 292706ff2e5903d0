"""Reads papers that lie beside the repository on some machines and are no part of it."""

import json
from functools import lru_cache
from pathlib import Path

import pytest

from errors import PaperError
from ingest.passages import MOST_PIECES, MOST_WORDS, cut, word_pieces
from ingest.reading import paper_id, read_apart, read_paper

SHARED = Path(__file__).parents[3] / "shared"
AWKWARD = SHARED / "papers-awkward"
ABSENT = "the papers that this reads lie outside the repository"
PLAIN = sorted(path for folder in ("papers", "papers-real") for path in (SHARED / folder).glob("*.[pd][do]*"))


published = lru_cache(read_paper)


def awkward():
    manifest = AWKWARD / "manifest.json"
    return json.loads(manifest.read_text()) if manifest.exists() else []


@pytest.mark.skipif(not PLAIN, reason=ABSENT)
def test_every_published_paper_is_taken_in_whole():
    for path in PLAIN:
        paper = published(path)
        passages = cut(paper)
        held = "".join("".join(passage.text.split()) for passage in passages)
        assert held == "".join("".join(page.text.split()) for page in paper.pages), path.name
        assert all(len(p.text.split()) <= MOST_WORDS and word_pieces(p.text) <= MOST_PIECES for p in passages), (
            path.name
        )
        assert all(page.stamp_sure for page in paper.pages), path.name


@pytest.mark.skipif(not PLAIN, reason=ABSENT)
@pytest.mark.parametrize(
    ("start", "ahead", "least"),
    [
        ("24-00096", -2, 3),
        ("Budget Amendments", -2, 30),
        ("Item 3 Supplement", -2, 18),
        ("Item 7 - Supplementary", -2, 18),
        ("kent-hwb-2015", 0, 188),
        ("kent-medway-joint", 1, 119),
        ("kent-hwb-2016", 0, 70),
    ],
)
def test_stamps_of_published_packs_run_at_one_distance_from_the_pdf_page(start, ahead, least):
    [path] = [path for path in PLAIN if path.name.startswith(start)]
    stamped = [page for page in published(path).pages if page.stamp]
    assert {int(page.stamp) - page.pdf_page for page in stamped} == {ahead}
    assert len(stamped) >= least


@pytest.mark.skipif(not PLAIN, reason=ABSENT)
def test_a_scanned_package_is_told_of_page_by_page():
    [path] = [path for path in PLAIN if path.name.startswith("nipissing")]
    assert read_paper(path).pages_without_text == tuple(range(1, 19))


@pytest.mark.skipif(not awkward(), reason=ABSENT)
@pytest.mark.parametrize("told", awkward(), ids=lambda told: told["file"])
def test_an_awkward_file_ends_in_a_paper_or_in_one_sentence_on_what_to_do(told):
    path = AWKWARD / told["file"]
    try:
        paper_id(path)
        paper, _ = read_apart(path)
    except PaperError as error:
        sentence = str(error)
        refused = error.reason
    else:
        sentence, refused = "", None
    opens = told["pages_pypdf"] or (told["pages_pdfium"] and not told["pdfium_error"])
    locked = "user password needed" in " ".join(told["why"])
    assert (refused == "password") == locked
    assert refused is None or not opens
    if refused:
        assert sentence.startswith(path.name)
        assert "\n" not in sentence
        assert ": " in sentence
    else:
        assert len(paper.pages) == (told["pages_pypdf"] or told["pages_pdfium"])
