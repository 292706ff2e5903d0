from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ui.pages.quality import Headline, Quality, Share

HALF = Share(0.5, 0.25, 0.75, 8)
NONE = Share(0.0, 0.0, 0.0, 2)


def quality(**changes: Any) -> Quality:
    plain: dict[str, Any] = {
        "made": date(2026, 11, 23),
        "commit": "<b>abc1234</b>",
        "papers": 1,
        "questions": 10,
        "headlines": (
            Headline("Of 8 <i>questions</i>, 4 were right.", 0.5, HALF),
            Headline("Quotes stand.", 0.998, None),
        ),
        "kinds": {"who": NONE, "lookup": HALF, "new_kind": HALF},
        "lost": {"not read": 0, "not quoted": 2, "not refused": 4},
        "roads": {"askboard": (HALF, NONE, None), "<road>": (NONE, None, None)},
        "report": lambda: "<html>",
    }
    return Quality(**{**plain, **changes})


def html(screen: AppTest) -> str:
    return "\n".join(element.value for element in screen.get("html") if "<style>" not in element.value)


@pytest.fixture
def page(screen: AppTest, board: Any) -> AppTest:
    board.quality = quality()
    return screen.button(key="quality-link").click().run()


def test_the_page_opens_from_the_side_and_leads_back_to_the_conversation(screen: AppTest, board: Any) -> None:
    board.quality = quality()
    screen.chat_input[0].set_value("What is the reserve?").run()
    screen.button(key="quality-link").click().run()
    assert screen.query_params == {"page": "quality"}
    assert not screen.chat_input
    assert "How well does Askboard do?" in html(screen)
    screen.button(key="leave-quality").click().run()
    assert not screen.query_params
    assert len(screen.chat_message) == 2


def test_a_new_conversation_leaves_the_page(screen: AppTest, board: Any) -> None:
    board.quality = quality()
    screen.chat_input[0].set_value("What is the reserve?").run()
    screen.button(key="quality-link").click().run()
    screen.button(key="new-conversation").click().run()
    assert screen.chat_input
    assert not screen.chat_message


def test_what_questions_are_narrowed_to_outlives_a_look_at_the_page(screen: AppTest) -> None:
    screen.multiselect(key="only-papers").set_value(["p1"]).run()
    screen.button(key="quality-link").click().run()
    screen.button(key="leave-quality").click().run()
    assert screen.multiselect(key="only-papers").value == ["p1"]


def test_an_open_page_of_a_paper_waits_behind_it(screen: AppTest, board: Any) -> None:
    board.quality = quality()
    screen.chat_input[0].set_value("What is the reserve?").run()
    screen.button(key="cite-0-1").click().run()
    screen.button(key="quality-link").click().run()
    assert not screen.get("image")
    screen.button(key="leave-quality").click().run()
    assert screen.get("image")


def test_the_figures_come_in_sentences_with_their_ranges(page: AppTest) -> None:
    shown = html(page)
    assert "10 questions about 1 sample paper, whose right answers are known" in shown
    assert "on 23 November 2026" in shown
    assert '<strong>50%</strong>Of 8 &lt;i&gt;questions&lt;/i&gt;, 4 were right. <span class="small">25 to 75%' in shown
    assert "Version &lt;b&gt;abc1234&lt;/b&gt;" in shown


def test_nearly_all_is_not_all(page: AppTest) -> None:
    assert "<strong>99.8%</strong>Quotes stand." in html(page)


def test_kinds_with_most_questions_come_first_and_unknown_ones_by_their_name(page: AppTest) -> None:
    shown = html(page)
    assert '<th scope="row">Looking something up</th><td>4 of 8</td><td>50% <span class="small">25 to 75%' in shown
    assert '<th scope="row">New kind</th>' in shown
    assert '<td>0 of 2</td><td>0% <span class="small">all alike</span>' in shown
    assert shown.index("Looking something up") < shown.index("New kind") < shown.index("Who did or said something")


def test_what_went_wrong_is_told_the_worst_first(page: AppTest) -> None:
    shown = html(page)
    assert "6 of 10 answers were not right." in shown
    assert shown.index("it answered all the same") < shown.index("picked the wrong words")
    assert "lost when the paper was read" not in shown


def test_a_run_without_misses_has_no_table_of_them(screen: AppTest, board: Any) -> None:
    board.quality = quality(lost={"not read": 0})
    screen.button(key="quality-link").click().run()
    assert not screen.exception
    assert "None of 10 answers was wrong." in html(screen)
    assert "What went wrong, and how often" not in html(screen)


def test_other_ways_are_shown_where_there_are_any(screen: AppTest, board: Any) -> None:
    board.quality = quality()
    screen.button(key="quality-link").click().run()
    assert '<th scope="row">&lt;road&gt;</th><td>0% ' in html(screen)
    board.quality = quality(roads={"askboard": (HALF, NONE, None)})
    screen.run()
    assert "Beside other ways" not in html(screen)


def test_the_full_report_can_be_had_where_it_can_be_made(screen: AppTest, board: Any) -> None:
    board.quality = quality()
    screen.button(key="quality-link").click().run()
    assert len(screen.get("download_button")) == 1
    board.quality = quality(report=None)
    screen.run()
    assert not screen.get("download_button")
    assert "askboard[eval]" in html(screen)


def test_without_a_run_the_page_says_so(screen: AppTest) -> None:
    screen.button(key="quality-link").click().run()
    assert not screen.exception
    assert "No graded run is kept" in html(screen)


def test_an_empty_library_can_look_at_it_too(screen: AppTest, board: Any) -> None:
    board.cards, board.quality = [], quality()
    screen.run()
    screen.button(key="quality-link").click().run()
    assert not screen.exception
    assert "Of 8" in html(screen)
    screen.button(key="leave-quality").click().run()
    assert "No papers yet" in html(screen)
