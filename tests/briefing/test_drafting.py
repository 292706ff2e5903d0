import re

import pytest

from answer.proving import squeeze
from briefing.citing import readable
from briefing.drafting import Briefer
from briefing.model import HEADINGS, Request
from errors import NotBriefed
from index.model import ANYONE, KEEPER

FALLS, HUB = ("22 January 2025", "6"), ("18 June 2025", "7")
# Exempt words of the papers of January: the price, the limit, the owner.
SECRET = re.compile(r"2\.28m|2\.42m|Corvane|overage", re.IGNORECASE)
PLAN = "suicide-prevention-plan-2025-2028.docx"
NOTES = [("22 January 2025", ()), ("18 June 2025", ()), ("19 November 2025", ()), (PLAN, ())]


def section(note, heading, matter=0):
    return next(one for one in note.matters[matter].sections if one.heading == heading)


def words(lines):
    return [line.text for line in lines]


def stands(line, board, viewer):
    """Tell whether a line is word for word on the pages it cites, or is a row of theirs with its heads."""
    pages = {(c.paper.id, c.part): board.page(c.paper.id, c.part, viewer).text for c in line.citations}
    if not all(squeeze(c.quote) in squeeze(pages[c.paper.id, c.part]) for c in line.citations):
        return False
    held = squeeze(readable(" ".join(pages.values())))
    if all(squeeze(part) in held for part in line.text.split(" … ")):
        return True
    passages = board.library.passages_of(line.citations[0].paper.id, viewer)
    return any(readable(row.text) == line.text for passage in passages for row in passage.rows)


@pytest.mark.parametrize(("meeting", "items"), NOTES)
def test_every_line_is_cited_and_stands_on_the_page_it_cites(board, draft, meeting, items):
    note = draft(meeting, *items)
    assert note.lines
    assert all(line.citations for line in note.lines)
    assert [line.text for line in note.lines if not stands(line, board, ANYONE)] == []


@pytest.mark.parametrize(("meeting", "items"), NOTES)
def test_every_matter_has_all_headings_in_order_and_an_empty_one_says_so(draft, meeting, items):
    for matter in draft(meeting, *items).matters:
        assert [one.heading for one in matter.sections] == list(HEADINGS)
        for one in matter.sections:
            assert one.nothing or one.lines or one.gaps or one.conflicts


@pytest.mark.parametrize(("meeting", "items"), NOTES)
def test_nothing_is_told_twice_but_as_the_answer_to_a_question(draft, meeting, items):
    for matter in draft(meeting, *items).matters:
        told = [line.text for one in matter.sections for line in one.lines if one.heading != "Likely questions"]
        again = [text for text in told if told.count(text) > 1 and "implications" not in text]
        assert again == []


def test_an_item_is_told_under_its_own_headings(draft):
    note = draft(*FALLS)
    assert note.title == "Briefing note: Falls Prevention and Response Service: proposal to commission from April 2025"
    assert "The report is marked" in [line.label for line in section(note, "Purpose").lines]
    assert any("£0.742m" in text for text in words(section(note, "Finance").lines))
    assert any(
        text.startswith("The contract with Vale Community Health") for text in words(section(note, "Legal").lines)
    )
    assert any(text.startswith("C One service") for text in words(section(note, "Options").lines))
    assert 3 <= len(section(note, "Key points").lines) <= 5
    assert section(note, "Background and previous decisions").nothing


def test_a_recommendation_is_never_told_as_a_decision(draft):
    decision = section(draft(*FALLS), "Decision needed")
    asked, taken = ([line for line in decision.lines if bool(line.label) is told] for told in (False, True))
    assert any("for three years" in text for text in words(asked))
    assert not any("three years" in text for text in words(taken))
    assert {line.label for line in taken} == {
        "Amendment, 22 January 2025 (minute 47)",
        "Resolved, 22 January 2025 (minute 47)",
    }
    assert "It is not a decision." in decision.note
    assert "It is not what was recommended." in decision.note


def test_what_was_deferred_is_told_as_deferred(draft):
    labels = [line.label for line in section(draft(*HUB), "Decision needed").lines]
    assert "Deferred, 18 June 2025 (minute 60)" in labels


def test_earlier_decisions_stand_in_the_background_in_order_with_their_minutes(draft):
    lines = section(draft("19 November 2025", "7"), "Background and previous decisions").lines
    labels = [line.label for line in lines if line.label]
    assert labels[0].startswith("22 January 2025: decided (minute 52)")
    assert labels[-1].startswith("18 June 2025: deferred (minute 60)")
    assert not any("November" in label for label in labels)


def test_what_came_after_the_meeting_stands_with_the_next_steps(draft):
    lines = section(draft(*FALLS), "Next steps and actions").lines
    assert lines[-1].label == "19 November 2025: decided (minute 69)"
    assert lines[-1].marks == ("draft minutes",)


def test_draft_minutes_are_marked_and_confirmed_ones_are_not(draft):
    drafts = {line.marks for line in section(draft("19 November 2025", "7"), "Decision needed").lines if line.label}
    assert drafts == {("draft minutes",)}
    assert all(line.marks == () for line in section(draft(*FALLS), "Decision needed").lines)


def test_a_question_asked_before_is_told_with_its_answer(draft):
    asked = section(draft("22 January 2025", "7"), "Likely questions").lines
    assert asked[0].label == "Asked at the meeting, 22 January 2025 (minute 45)"
    assert asked[0].text.startswith(
        "Cllr Pryce asked what a family in Northmarsh should expect today. Dr Rothwell said"
    )


def test_gaps_are_told_plainly(draft):
    gaps = section(draft("22 January 2025", "9"), "Gaps and conflicts in the papers").gaps
    assert gaps[0].text == "No report on this item is among the papers held: the agenda calls it “verbal”."
    silent = section(draft(*HUB), "Gaps and conflicts in the papers", 0)
    assert all("risk" not in gap.text for gap in silent.gaps)


def test_a_topic_is_told_over_all_meetings_oldest_first(draft):
    note = draft(topic="Falls Prevention and Response Service")
    told = section(note, "Background and previous decisions").lines
    assert [line.label.split(":")[0] for line in told[:4]] == ["22 January 2025"] * 4
    assert told[3].label == "22 January 2025: decided (minute 47; not as recommended)"
    assert any(line.label.startswith("19 November 2025: decided") for line in told)
    assert section(note, "Finance").lines[0].label == "19 November 2025"
    assert "not decided since" in section(note, "Decision needed").nothing


def test_a_paper_without_pages_is_cited_by_its_sections(draft):
    note = draft(PLAN)
    assert all(citation.pdf_page is None for citation in note.sources if citation.paper.kind == "plan")
    assert [matter.title for matter in note.matters] == ["Suicide Prevention Action Plan 2025 to 2028"]


def test_an_item_that_is_published_apart_draws_on_the_paper_it_names(draft):
    note = draft("19 November 2025", "11")
    assert {citation.paper.file for citation in note.sources} >= {PLAN}


def test_exempt_papers_are_quoted_only_for_who_may_see_them_and_the_note_says_so(board, draft):
    public, whole = draft("22 January 2025", "11"), draft("22 January 2025", "11", viewer=KEEPER)
    assert not public.exempt
    assert not SECRET.search(repr(public))
    assert whole.exempt
    assert SECRET.search(" ".join(words(whole.lines)))
    classified = next(fact.value for fact in whole.facts if fact.name == "Classification")
    assert classified.startswith("NOT FOR PUBLICATION")
    assert all("not for publication" in line.marks for line in whole.lines if "exempt" in line.citations[0].paper.file)
    assert [line.text for line in whole.lines if not stands(line, board, KEEPER)] == []


def test_no_note_for_anyone_holds_exempt_words(draft):
    for meeting, items in NOTES:
        assert not SECRET.search(repr(draft(meeting, *items)))


def test_a_public_note_of_a_keeper_is_not_marked_exempt(draft):
    assert not draft("18 June 2025", "8", viewer=KEEPER).exempt


@pytest.mark.parametrize("name", ["marlowe-vale-hwb-2025-01-22-item-11-exempt.pdf", "no such paper", "1 May 1999"])
def test_what_is_unknown_and_what_may_not_be_seen_read_the_same(board, name):
    with pytest.raises(NotBriefed, match=f"^There is no meeting or paper “{re.escape(name)}” in the library"):
        Briefer(board).draft(Request(name))


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Request(), "Name a meeting, a paper or a topic"),
        (Request("22 January 2025", ("77",)), "has no item 77: its items are 1, 2"),
        (Request("urgent-care-slides-2025-09-24.pdf", ("1",)), "name no agenda items"),
        (Request(topic="submarines and volcanoes"), "say nothing of “submarines and volcanoes”"),
    ],
)
def test_what_cannot_be_drafted_is_one_clear_sentence(board, request_, said):
    with pytest.raises(NotBriefed, match=said):
        Briefer(board).draft(request_)


@pytest.mark.parametrize(
    "name", ["2025-01-22", "January 2025 pack", "january 2025", "Health and Wellbeing Board, 22 January 2025"]
)
def test_a_meeting_is_found_by_its_day_its_month_or_a_paper_of_it(board, name):
    assert "6" in [ref for ref, _ in Briefer(board).items(name)]


def test_items_that_are_only_the_form_of_a_meeting_are_left_out(board):
    assert [ref for ref, _ in Briefer(board).items("22 January 2025")] == ["4", "5", "6", "7", "8A", "8B", "9", "11"]


def test_an_item_of_two_parts_is_drafted_as_both(draft):
    assert [matter.title.split(":")[0] for matter in draft("22 January 2025", "8").matters] == ["Item 8A", "Item 8B"]


def test_progress_is_told_for_each_matter(board):
    told = []
    Briefer(board).draft(Request("22 January 2025", ("8",)), progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]
