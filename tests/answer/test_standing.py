from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.model import Answer, Claim
from answer.quoting import Quoter
from answer.standing.decisions import differs, same_matter
from answer.standing.figures import agree, figures, value_of
from answer.standing.rows import differing, row_said
from answer.standing.sentences import rivals, statements
from answer.standing.telling import Standing, Stood
from answer.standing.times import dated, days, kinds, timeless, times
from answer.understanding.reading import understand
from answer.units import Unit, units
from index.library import Library
from index.model import ANYONE, EVERYTHING, Hit, Scope
from ingest.model import Passage, Spoken
from ingest.passages import cut
from ingest.reading import read_paper

BOARD = "Thornley Harbour Board"
HOW_MANY, DECISION = "How many is it?", "What was decided about the north basin?"


class Held:
    """A library of a few invented papers, and what stands beside a quote from it."""

    def __init__(self, folder: Path, embedder: type) -> None:
        self.library, self._folder, self._embedder = Library(folder / "data"), folder, embedder()
        quoter = Quoter(self.library)
        self.standing, self._quoter = Standing(self.library, quoter), quoter

    def put(self, name: str, text: str) -> None:
        path = self._folder / name
        path.write_text(text, encoding="utf-8")
        paper = read_paper(path)
        passages = cut(paper)
        vectors = next(self._embedder.passages([passage.text for passage in passages]))
        self.library.put(paper, name, passages, vectors, "hashes")

    def claims(self, words: str, file: str) -> list[Claim]:
        [card] = [card for card in self.library.papers() if card.file == file]
        found = [unit for p in self.library.passages_of(card.id, ANYONE) for unit in units(p) if words in unit.text]
        made, _ = self._quoter.claims(found[:1])
        return self.standing.marked(made, ANYONE)

    def beside(self, words: str, file: str, question: str = HOW_MANY, scope: Scope = EVERYTHING) -> Stood:
        hits = [Hit(p, 1.0) for card in self.library.papers() for p in self.library.passages_of(card.id, ANYONE)]
        claims = self.claims(words, file)
        assert claims
        return self.standing.of(understand(question), claims, hits, ANYONE, scope)


@pytest.fixture
def held(tmp_path: Path, hash_embedder: type) -> Held:
    return Held(tmp_path, hash_embedder)


def said(claims: Sequence[Claim]) -> str:
    return "\n".join(claim.text for claim in claims)


def report(day: str, text: str) -> str:
    return f"{BOARD}\n\nReport to the meeting of the {BOARD} on {day}\n\n{text}\n"


def minutes(day: str, text: str, head: str = "") -> str:
    opening = f"MINUTES of a meeting of the {BOARD} held at the Custom House on {day}."
    return f"{BOARD}\n\n{head}{opening}\n\nPRESENT: Mr A Sallow (Chairman), Mrs B Tarn.\n\n{text}\n"


def table(day: str, title: str, rows: Sequence[Sequence[str]]) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    heading = f"<h1>{BOARD}</h1><p>Report to the meeting of the {BOARD} on {day}</p><p>{title}</p>"
    return f"<html><head><title>Figures</title></head><body>{heading}<table>{cells}</table></body></html>"


YEARS = ("Measure", "2029/30", "2030/31")


def test_two_papers_with_other_figures_for_one_year_do_not_agree(held: Held):
    held.put("may.html", table("12 May 2031", "Table 1: Boats in the harbour", [YEARS, ("Boats moored", "311", "342")]))
    held.put(
        "july.html", table("9 July 2031", "Table 4: Boats in the harbour", [YEARS, ("Boats moored", "311", "324")])
    )
    stood = held.beside("Boats moored", "july.html")
    [conflict] = stood.conflicts
    assert "Boats moored, 2030/31" in conflict.text
    assert conflict.text.index("342 in the") < conflict.text.index("324 in the")
    assert "12 May 2031" in conflict.text
    assert "9 July 2031" in conflict.text
    assert {citation.paper.file for citation in conflict.citations} == {"may.html", "july.html"}
    assert stood.standing == ()


@pytest.mark.parametrize(
    ("title", "row"),
    [
        ("Table 1: Boats in the harbour", ("Boats moored", "311", "340")),
        ("Table 1: Boats in the harbour, provisional", ("Boats moored", "311", "397")),
        ("Table 1: Boats in the estuary of Little Wick", ("Boats moored", "311", "397")),
        ("Table 1: Boats in the harbour (%)", ("Boats moored", "31", "39")),
        ("Table 1: Boats in the harbour", ("Boats sunk", "311", "397")),
    ],
)
def test_a_rounded_provisional_or_other_measure_is_no_conflict(held: Held, title: str, row: Sequence[str]):
    held.put("may.html", table("12 May 2031", title, [YEARS, row]))
    held.put(
        "july.html", table("9 July 2031", "Table 4: Boats in the harbour", [YEARS, ("Boats moored", "311", "342")])
    )
    assert held.beside("Boats moored", "july.html") == Stood()


def test_another_year_is_no_conflict_but_a_later_paper(held: Held):
    heads = "Measure", "Target", "Recent", "Period"
    title = "Table 1: Measures of the harbour, quarter 4 of {}"
    held.put(
        "old.html", table("12 May 2031", title.format("2030/31"), [heads, ("Moorings safe", "95%", "88%", "2029/30")])
    )
    held.put(
        "new.html", table("8 May 2032", title.format("2031/32"), [heads, ("Moorings safe", "95%", "91%", "2030/31")])
    )
    stood = held.beside("Moorings safe", "old.html")
    assert stood.conflicts == ()
    assert "8 May 2032" in said(stood.standing)
    assert "Recent 91%; Period 2030/31" in said(stood.standing)
    assert held.beside("Moorings safe", "old.html", "How many were safe in 2029/30?") == Stood()
    assert held.beside("Moorings safe", "new.html") == Stood()


def test_a_label_that_stands_twice_in_a_paper_is_not_compared(held: Held):
    rows = [YEARS, ("Boats moored", "311", "342"), ("Boats moored", "12", "19")]
    held.put("may.html", table("12 May 2031", "Table 1: Boats in the harbour", rows))
    held.put(
        "july.html", table("9 July 2031", "Table 1: Boats in the harbour", [YEARS, ("Boats moored", "311", "324")])
    )
    assert held.beside("Boats moored", "july.html") == Stood()


SAID = "Mrs Tarn said that {} boats had used the north basin of Thornley in 2030/31, the most since the war."


def test_the_same_sentence_with_another_figure_does_not_agree(held: Held):
    held.put("report.txt", report("12 March 2031", SAID.format("218")))
    held.put("minutes.txt", minutes("12 March 2031", f"12. Boats (Item 4)\n\n(1) {SAID.format('281')}"))
    [conflict] = held.beside("218", "report.txt").conflicts
    assert "218 in the" in conflict.text
    assert "281 in the" in conflict.text
    assert {citation.paper.file for citation in conflict.citations} == {"report.txt", "minutes.txt"}


@pytest.mark.parametrize(
    "other",
    [
        "Mrs Tarn said that 281 boats had used the north basin of Thornley in 2031/32, the most since the war.",
        "Mrs Tarn said that 281 boats had used the south basin of Hexley in 2030/31, the most since the war.",
        "Mrs Tarn said that about 220 boats had used the north basin of Thornley in 2030/31, the most since the war.",
        "Mrs Tarn said that the target of 281 boats for the north basin of Thornley in 2030/31 was the most.",
    ],
)
def test_another_time_place_or_kind_of_figure_is_no_conflict(held: Held, other: str):
    held.put("report.txt", report("12 March 2031", SAID.format("218")))
    held.put("second.txt", report("12 March 2031", other))
    assert held.beside("218", "report.txt").conflicts == ()


def test_another_board_does_not_disagree(held: Held):
    held.put("report.txt", report("12 March 2031", SAID.format("218")))
    held.put("other.txt", report("12 March 2031", SAID.format("281")).replace(BOARD, "Wick Parish Council"))
    assert held.beside("218", "report.txt") == Stood()


def test_nothing_is_said_of_papers_outside_the_scope(held: Held):
    held.put("may.html", table("12 May 2031", "Table 1: Boats in the harbour", [YEARS, ("Boats moored", "311", "342")]))
    held.put(
        "july.html", table("9 July 2031", "Table 4: Boats in the harbour", [YEARS, ("Boats moored", "311", "324")])
    )
    only = Scope(frozenset(card.id for card in held.library.papers() if card.file == "july.html"))
    assert held.beside("Boats moored", "july.html", scope=only) == Stood()


OLD = (
    "12. Dredging of the north basin (Item 4)\n\n(1) Mrs Tarn said that 218 boats had used it.\n\n"
    "(2) RESOLVED that the "
)
APPROVED = "dredging of the north basin by Quill Marine be approved for two years, from 1 April 2031 to 31 March 2033."


def test_a_later_decision_on_the_matter_is_told(held: Held):
    held.put("first.txt", minutes("12 March 2031", OLD + APPROVED))
    later = "31. Dredging of the north basin: review (Item 5)\n\n(1) RESOLVED that the dredging end on 30 June 2032."
    held.put("second.txt", minutes("14 January 2032", later))
    stood = held.beside("RESOLVED", "first.txt", DECISION)
    assert "A later decision on this matter, of 14 January 2032" in said(stood.standing)
    assert "the dredging end on 30 June 2032" in said(stood.standing)
    assert held.beside("RESOLVED", "first.txt", "What was decided on the basin in March 2031?").standing == ()
    assert held.beside("RESOLVED", "second.txt", DECISION).standing == ()


def test_a_correction_of_minutes_is_told_where_the_wrong_words_are_quoted(held: Held):
    held.put("first.txt", minutes("12 March 2031", OLD + APPROVED))
    confirmed = (
        "30. Minutes (Item 2)\n\n(1) RESOLVED that, subject to the correction of “218” to “281” in minute 12(1),"
        " the minutes of the meeting held on 12 March 2031 be confirmed and signed."
    )
    held.put("second.txt", minutes("14 May 2031", confirmed))
    stood = held.beside("218 boats", "first.txt")
    assert "Corrected when these minutes were confirmed on 14 May 2031" in said(stood.standing)
    assert "Corrected" not in said(held.beside("RESOLVED", "first.txt").standing)


def test_a_draft_is_marked_until_a_later_meeting_confirmed_it(held: Held):
    held.put("first.txt", minutes("12 March 2031", OLD + APPROVED, head="DRAFT\n\n"))
    [claim] = held.claims("RESOLVED", "first.txt")
    assert "(draft)" in claim.citations[0].place
    agreed = "30. Minutes (Item 2)\n\n(1) RESOLVED that the minutes of the meeting held on 12 March 2031 be agreed."
    held.put("second.txt", minutes("14 May 2031", agreed))
    [claim] = held.claims("RESOLVED", "first.txt")
    assert "draft" not in claim.citations[0].place


def test_a_replaced_paper_is_marked(held: Held):
    plan = (
        "Dredging plan for the north basin\n\nReport to the meeting of the {} on {}\n\n{}The basin is 14 metres deep.\n"
    )
    held.put("old.txt", plan.format(BOARD, "12 March 2031", ""))
    newer = "This report supersedes the report of 12 March 2031 on the dredging plan for the north basin.\n\n"
    held.put("new.txt", plan.format(BOARD, "14 May 2031", newer))
    [claim] = held.claims("14 metres", "old.txt")
    assert "(replaced by " in claim.citations[0].place
    [claim] = held.claims("14 metres", "new.txt")
    assert "replaced" not in claim.citations[0].place


ASKED = "Recommendations: The Board is asked to approve the dredging of the north basin by Quill Marine for {} years."


def test_only_a_recommendation_is_told_as_no_decision(held: Held):
    held.put("report.txt", report("12 March 2031", ASKED.format("three")))
    stood = held.beside("asked to", "report.txt", DECISION)
    assert "only the recommendation; no decision on it was found" in said(stood.standing)
    assert "12 March 2031 are not among the papers" in said(stood.standing)
    held.put("second.txt", minutes("14 May 2031", "30. Minutes (Item 2)\n\n(1) RESOLVED that the log be noted."))
    stood = held.beside("asked to", "report.txt", DECISION)
    assert "and those of 14 May 2031 do not tell of one" in said(stood.standing)
    assert held.beside("asked to", "report.txt", HOW_MANY).standing == ()
    held.put("first.txt", minutes("12 March 2031", OLD + APPROVED))
    assert "only the recommendation" not in said(held.beside("asked to", "report.txt", DECISION).standing)


def test_minutes_that_pass_over_a_recommendation_are_named(held: Held):
    held.put("report.txt", report("12 March 2031", ASKED.format("three")))
    held.put(
        "first.txt", minutes("12 March 2031", "8. Painting of the lighthouse (Item 7)\n\n(1) RESOLVED that it be red.")
    )
    stood = held.beside("asked to", "report.txt", DECISION)
    assert "no decision on it was found in the minutes of 12 March 2031" in said(stood.standing)


def test_a_recommendation_with_other_figures_stands_beside_the_decision(held: Held):
    asked = "approve the dredging of the north basin by Quill Marine for three years, from 1 April 2031"
    text = f"Recommendations\n\nThe Board is asked to:\n\n(1) {asked}; and\n\n(2) note the state of the quay.\n"
    held.put("report.txt", report("12 March 2031", text))
    held.put("first.txt", minutes("12 March 2031", OLD + APPROVED))
    stood = held.beside("RESOLVED", "first.txt", DECISION)
    assert "The recommendation was another" in said(stood.standing)
    assert "for three years, from 1 April 2031" in said(stood.standing)
    assert held.beside("RESOLVED", "first.txt").standing == ()


def test_a_paper_can_disagree_with_itself_under_one_heading(held: Held):
    text = "The boats lost at the moorings are cut by 25%;\n\nThe boats lost at the moorings are cut by 2.5%."
    held.put("report.txt", report("12 March 2031", text))
    [conflict] = held.beside("by 25%", "report.txt").conflicts
    assert "does not agree with itself" in conflict.text
    assert conflict.text.index("25% on page") < conflict.text.index("2.5% on page")


def test_claims_of_several_meetings_stand_newest_first_with_their_dates(held: Held):
    heads = "Measure", "Target", "Recent"
    for day, value in (("12 May 2031", "88%"), ("8 May 2032", "91%")):
        held.put(f"{day}.html", table(day, "Table 1: Safe moorings", [heads, ("Moorings safe", "95%", value)]))
    claims = [*held.claims("Moorings safe", "12 May 2031.html"), *held.claims("Moorings safe", "8 May 2032.html")]
    ordered = held.standing.ordered(understand(HOW_MANY), claims, ANYONE)
    assert [claim.text.split(":")[0] for claim in ordered] == ["8 May 2032", "12 May 2031"]
    assert [citation.number for claim in ordered for citation in claim.citations] == [1, 2]
    assert held.standing.ordered(understand("How many were safe in 2031?"), claims, ANYONE) == claims


def test_what_stands_beside_an_answer_is_shown_and_numbered_on(held: Held):
    held.put("may.html", table("12 May 2031", "Table 1: Boats in the harbour", [YEARS, ("Boats moored", "311", "342")]))
    held.put(
        "july.html", table("9 July 2031", "Table 4: Boats in the harbour", [YEARS, ("Boats moored", "311", "324")])
    )
    claims = held.claims("Boats moored", "july.html")
    stood = held.beside("Boats moored", "july.html")
    answer = Answer("?", tuple(claims), True, (), conflicts=stood.conflicts, standing=stood.standing)
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert answer.text.endswith("[2] [1]")


def test_nothing_stands_beside_no_answer(held: Held):
    assert held.standing.of(understand(HOW_MANY), [], [], ANYONE, EVERYTHING) == Stood()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at 31 December 2024", {"2024-12"}),
        ("at the end of December 2024", {"2024-12"}),
        ("Dec-24, on 5 Dec 2024", {"2024-12", "2024-12-05"}),
        ("Q3 of 2024-25", {"Q3", "2024/25"}),
        ("30/09/2025", {"2025-09"}),
        ("£2014 and 2,014 boats at Marlowe 24", set()),
    ],
)
def test_times_are_written_one_way(text: str, expected: set[str]):
    assert times(text) == expected


def test_days_are_read_with_their_year():
    assert days("on 5 March 2031 and 06/04/2031, not 7 May") == (date(2031, 3, 5), date(2031, 4, 6))
    assert days("on 31 February 2031") == ()
    assert dated(times("in 2031"))
    assert not dated(times("in May"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("78%", "78.2%", True), ("1.4", "1.42", True), ("£1.42m", "£1.24m", False), ("1,168", "1,186", False),
        ("-0.188", "0.188", True), ("30.782", "30,782", True), ("64", "92", False), ("8.7% (A)", "9.4%", False),
        ("900", "932", True), ("4,500", "4,000", True), ("4,500", "3,000", False),
    ],
)  # fmt: skip
def test_figures_agree_as_far_as_they_are_rounded(one: str, other: str, same: bool):
    first, second = value_of(one), value_of(other)
    assert first
    assert second
    assert agree(first, second) == agree(second, first) == same


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.decimals(Decimal("0.01"), 99999, places=2), st.integers(0, 2))
def test_a_figure_agrees_with_itself_rounded(value: Decimal, places: int):
    first, second = value_of(str(value)), value_of(str(round(value, places)))
    assert first
    assert second
    assert agree(first, second)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(
    st.lists(st.sampled_from(["2031", "5 May", "Q1", "2030/31", "the", "boats", "£3m", "12%", "May 2031"]), max_size=8)
)
def test_a_text_without_its_times_names_none(words: list[str]):
    bare = timeless(", ".join(words))
    assert times(bare) == frozenset()
    assert len(figures(bare)) <= len(words)


words = st.lists(
    st.sampled_from(["Thornley", "boats", "moored", "218", "281", "basin", "£3m", "dredged", "in 2031", "quay", "64%"]),
    min_size=3, max_size=14,
)  # fmt: skip


@settings(deadline=None, max_examples=200, derandomize=True)
@given(words, words)
def test_no_statement_disagrees_with_itself_and_two_disagree_both_ways(
    make_passage: Callable[..., Passage], one: list[str], other: list[str]
):
    first, second = (
        [s for unit in units(make_passage(f"We saw {' '.join(said)}.")) for s in statements(unit)]
        for said in (one, other)
    )
    assert all(rivals(ours, ours) is None for ours in first)
    for ours in first:
        for theirs in second:
            found, back = rivals(ours, theirs), rivals(theirs, ours)
            assert found is None if back is None else found == (back[1], back[0])


def test_a_row_does_not_differ_from_itself(make_passage: Callable[..., Passage]):
    text = "Boats moored 311 342"
    row = Spoken(0, len(text), "Boats moored: 2029/30 311; 2030/31 342", "Boats", "Boats moored")
    made = row_said(Unit(make_passage(text, rows=(row,)), 0, len(text)))
    assert made
    assert differing(made, made) == []
    assert made.cells == {"2029/30": "311", "2030/31": "342"}
    doubled = replace(row, text="Boats moored: Boats 311; Boats 342")
    assert row_said(Unit(make_passage(text, rows=(doubled,)), 0, len(text))) is None


def test_targets_plans_and_results_are_other_kinds_of_figure():
    assert kinds("the target is 64%") != kinds("the result is 64%")
    assert kinds("Budget 2030/31") != kinds("Forecast 2030/31")


def test_a_decision_differs_from_a_recommendation_by_its_figures():
    asked = "approve the dredging of the north basin by Quill Marine for three years from 1 April 2031"
    agreed = "the dredging of the north basin by Quill Marine be approved for two years from 1 April 2031"
    assert differs(agreed, asked)
    assert not differs(agreed.replace("two", "three"), asked)
    assert not differs("the painting of the lighthouse be approved for two years", asked)


def test_routine_items_are_no_matter_of_their_own():
    assert same_matter("12. Dredging of the north basin (Item 4)", "31. Dredging of the north basin: review (Item 5)")
    assert not same_matter("12. Dredging of the north basin", "13. Painting of the lighthouse")
    assert not same_matter("1. Minutes of the last meeting", "2. Minutes of the last meeting")
