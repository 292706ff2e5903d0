from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest

from index.model import Intake, PaperCard, Scope
from ui.narrowing import described


def html(screen: AppTest) -> str:
    return "\n".join(element.value for element in screen.get("html"))


def test_the_papers_are_listed_with_kind_date_and_pages(screen: AppTest) -> None:
    shown = html(screen)
    assert "2015 pack" in shown
    assert '<span class="fact">Agenda pack</span> · <span class="fact">7 July 2015</span>' in shown
    assert '<span class="fact">Minutes (draft)</span>' in shown
    assert '<span class="fact">2 parts</span>' in shown


def test_pages_without_text_are_flagged(screen: AppTest) -> None:
    assert html(screen).count('class="flag"') == 1
    assert "1 page without text" in html(screen)


def test_names_of_papers_are_escaped(screen: AppTest, board: Any) -> None:
    odd = PaperCard("p9", '"><b>.pdf', "other", "t", None, None, None, True, 1, 0, 0, 1, "<i>odd</i>")
    board.cards = [*board.cards, odd]
    screen.run()
    assert "&lt;i&gt;odd&lt;/i&gt;" in html(screen)
    assert "<b>" not in html(screen)


def test_without_filters_nothing_is_narrowed(screen: AppTest, board: Any) -> None:
    screen.chat_input[0].set_value("q").run()
    assert board.asked[0][2] == Scope()


def test_chosen_papers_narrow_the_question(screen: AppTest, board: Any) -> None:
    screen.multiselect(key="only-papers").set_value(["p2"]).run()
    assert "Looking only in 2016 minutes." in html(screen)
    screen.chat_input[0].set_value("q").run()
    assert board.asked[0][2] == Scope(papers=frozenset({"p2"}))


def test_chosen_dates_narrow_the_question(screen: AppTest, board: Any) -> None:
    screen.date_input(key="meeting-dates").set_value((date(2015, 12, 1), date(2016, 1, 5))).run()
    screen.chat_input[0].set_value("q").run()
    assert board.asked[0][2] == Scope(frozenset(), date(2015, 12, 1), date(2016, 1, 5))


def test_a_range_with_one_end_narrows_nothing_yet(screen: AppTest, board: Any) -> None:
    screen.date_input(key="meeting-dates").set_value((date(2015, 12, 1),)).run()
    screen.chat_input[0].set_value("q").run()
    assert board.asked[0][2] == Scope()


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (Scope(), ""),
        (Scope(frozenset("ab")), "Looking only in 2 papers."),
        (Scope(frozenset("ax")), "Looking only in 2015 pack."),
        (Scope(frozenset("a"), items=frozenset("94")), "Looking only in items 4, 9, 2015 pack."),
        (
            Scope(kinds=frozenset({"other"}), bodies=frozenset({"Cabinet"})),
            "Looking only in papers of kind paper, papers of the Cabinet.",
        ),
        (
            Scope(frozenset("a"), date(2015, 1, 2), date(2016, 3, 4)),
            "Looking only in 2015 pack, meetings from 2 January 2015 to 4 March 2016.",
        ),
    ],
)
def test_what_is_narrowed_is_said(scope: Scope, said: str) -> None:
    assert described(scope, {"a": "2015 pack", "b": "2016 minutes"}) == said


def test_an_empty_library_says_how_to_add_papers(screen: AppTest, board: Any) -> None:
    board.cards = []
    screen.run()
    assert "No papers yet" in html(screen)
    assert "askboard ingest PATH" in html(screen)
    assert not screen.chat_input
    assert [button.key for button in screen.button] == ["quality-link"]


def test_the_sample_papers_can_be_loaded_where_they_are(screen: AppTest, board: Any, tmp_path: Path) -> None:
    (tmp_path / "samples").mkdir()
    board.cards = []
    screen.run()
    screen.button(key="load-samples").click().run()
    assert board.taken == ["samples"]
    assert screen.chat_input


def test_uploaded_papers_are_read_at_once_and_each_is_told_of(screen: AppTest, board: Any) -> None:
    files = [("a_b.pdf", b"%PDF", "application/pdf"), ("locked.pdf", b"%PDF", "application/pdf")]
    screen.file_uploader[0].set_value(files).run()
    assert not screen.exception
    assert board.taken == ["a_b.pdf", "locked.pdf"]
    assert board.uploaded
    assert "<strong>a_b.pdf</strong>: added (agenda pack, 120 pages, 14 agenda items)" in html(screen)
    assert "<strong>locked.pdf</strong>: it is protected by a password" in html(screen)


def test_an_upload_is_read_once(screen: AppTest, board: Any) -> None:
    screen.file_uploader[0].set_value([("a.pdf", b"%PDF", "application/pdf")]).run()
    screen.run()
    assert board.taken == ["a.pdf"]


def test_what_became_of_a_file_is_told_with_its_message(screen: AppTest, board: Any) -> None:
    board.ingest = lambda _paths, _progress, _uploaded: [
        Intake("a.pdf", "minutes", 2, 0, 0, 3, "unchanged", "the same as <b>.pdf")
    ]
    screen.file_uploader[0].set_value([("a.pdf", b"%PDF", "application/pdf")]).run()
    assert "<strong>a.pdf</strong>: already here (minutes, 2 pages): the same as &lt;b&gt;.pdf" in html(screen)


def test_the_papers_of_a_zip_are_read_each_by_itself(screen: AppTest, board: Any) -> None:
    bundle = BytesIO()
    with ZipFile(bundle, "w") as package:
        package.writestr("march/minutes.md", "# March")
        package.writestr("june/minutes.md", "# June")
    files = [("pack.zip", bundle.getvalue(), "application/zip"), ("bad.zip", b"PK", "application/zip")]
    screen.file_uploader[0].set_value(files).run()
    assert not screen.exception
    assert board.taken == ["minutes.md", "minutes.md"]
    assert "<strong>bad.zip</strong>" not in html(screen)
    assert "bad.zip cannot be unpacked: make the zip anew, or send the papers one by one" in html(screen)
