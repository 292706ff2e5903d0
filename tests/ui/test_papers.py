from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from index.model import ANYONE
from people.model import Person


def html(screen):
    return "\n".join(element.value for element in screen.get("html") if "<style>" not in element.value)


@pytest.fixture
def page(screen):
    return screen.button(key="papers-link").click().run()


def test_the_page_opens_from_the_side_and_leads_back(page):
    assert page.query_params == {"page": "papers"}
    assert not page.chat_input
    page.button(key="leave-papers").click().run()
    assert page.chat_input


def test_papers_stand_under_their_meetings_the_newest_first_and_the_undated_last(page):
    shown = html(page)
    heads = ["5 January 2016, Cabinet", "7 July 2015, Cabinet", "Papers without a meeting"]
    places = [shown.index(f"<h2>{head}</h2>") for head in heads]
    assert places == sorted(places)


def test_a_page_that_was_not_read_is_named_on_its_paper(page):
    assert "<li>Page 3 is a scan and was not read.</li>" in html(page)


def test_what_was_found_in_a_paper_is_counted(page):
    assert "<li>Found in it: 1 of 1 agenda item, 2 minutes, 1 resolution.</li>" in html(page)


def test_what_is_not_part_of_the_text_can_be_looked_at_with_its_reason(page):
    assert "What is not part of the text" in [aside.label for aside in page.expander]
    assert "Page &lt;3&gt;" in html(page)


def test_time_and_place_of_a_meeting_stand_under_its_day(screen, board):
    board.cards = [replace(card, time="10.30 am", venue="<Guildhall>") for card in board.cards[:1]]
    screen.button(key="papers-link").click().run()
    assert '<div class="small">10.30 am, &lt;Guildhall&gt;</div>' in html(screen)


def test_the_agenda_of_a_paper_stands_under_it_with_its_pages(page):
    assert "<ul><li>3. Apologies</li><li>4. Reserves, page 58 to 59</li></ul>" in html(page)


def test_who_keeps_the_library_can_withdraw_a_paper(page, board):
    page.button(key="withdraw-p2").click().run()
    assert not page.exception
    assert [card.id for card in board.cards] == ["p1", "p3"]
    assert "2016 minutes" not in html(page)
    assert page.toast[0].value == "2016 minutes is withdrawn\\."


def test_who_keeps_the_library_can_keep_a_paper_from_the_public(page, board):
    page.button(key="withhold-p2").click().run()
    assert board.withheld == "p2"
    assert page.toast[0].value == "2016 minutes is withheld\\."


def test_who_does_not_keep_the_library_cannot_withdraw(board, ready, tmp_path):
    reader = Person("ann", "Ann", "reader", ANYONE.groups)
    screen = AppTest.from_function(_as_reader, args=(board, ready, tmp_path, reader), default_timeout=20).run()
    screen.button(key="papers-link").click().run()
    assert "2016 minutes" in html(screen)
    assert not [button.key for button in screen.button if button.key.startswith(("withdraw", "withh"))]


def _as_reader(board, ready, samples, person):
    from ui.screen import Kept, show

    show(board, ready, Kept(samples, lambda: None), person)
