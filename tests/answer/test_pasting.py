from dataclasses import replace
from datetime import date

import pytest

from answer.model import Citation
from index.model import PaperCard
from ingest.model import Passage, Span

PACK = PaperCard(
    "p", "pack.pdf", "agenda pack", "Harbour pack", "Harbour Board", date(2026, 1, 28),
    None, True, 90, 0, 9, 90, "2026 pack",
)  # fmt: skip
PASSAGE = Passage("x", "p", "Words.", (Span(62, 0, 0, 0, 6),), item="9")
CITATION = Citation(1, PACK, PASSAGE, "Words.", 62, 62, "60", "9", paragraph="2.2")


@pytest.mark.parametrize(
    ("cited", "pasted"),
    [
        (CITATION, "Harbour Board, 28 January 2026, item 9, para 2.2, p. 60"),
        (replace(CITATION, stamp=None, paragraph=None), "Harbour Board, 28 January 2026, item 9, PDF p. 62"),
        (
            replace(CITATION, item=None, paper=replace(PACK, kind="minutes", status="draft"), paragraph=None,
                    passage=replace(PASSAGE, minute="67")),
            "Harbour Board, 28 January 2026, draft minutes, minute 67, p. 60",
        ),
        (
            replace(CITATION, item=None, paragraph=None,
                    passage=replace(PASSAGE, body="Pell Panel", meeting=date(2025, 11, 3), minute="4")),
            "Pell Panel, 3 November 2025, minute 4, p. 60",
        ),
        (
            replace(CITATION, item=None, paragraph=None, pdf_page=None, stamp=None,
                    paper=replace(PACK, body=None, meeting_date=None), passage=replace(PASSAGE, section="Purpose")),
            "Harbour pack, section “Purpose”",
        ),
        (
            replace(CITATION, mark="replaced by the 2027 pack"),
            "Harbour Board, 28 January 2026, item 9, para 2.2, p. 60, replaced by the 2027 pack",
        ),
    ],
)  # fmt: skip
def test_a_citation_reads_as_officers_paste_it(cited, pasted):
    assert cited.pasted == pasted
