import pytest


def html(screen):
    return "\n".join(element.value for element in screen.get("html") if "<style>" not in element.value)


@pytest.fixture
def page(kept_registers, screen):
    assert kept_registers
    return screen.button(key="meeting-link").click().run()


def test_what_is_asked_stands_before_items_that_ask_nothing(page):
    assert not page.exception
    shown = html(page)
    places = [shown.index(said) for said in ("You are asked to decide", "4. Reserves", "Nothing is asked", "3. Apolog")]
    assert places == sorted(places)
    assert "1 to decide" in shown
    assert "page 58–59</span>" in shown


def test_each_thing_asked_is_in_the_papers_words_and_opens_its_page(page):
    assert "(2) APPROVE the plan." in html(page)
    page.button(key="cite-matter-0-1-0").click().run()
    assert not page.exception
    assert page.button(key="close-page")


def test_the_address_names_the_meeting(page):
    assert page.query_params == {"page": "meeting", "meeting": "2015-07-07 Cabinet"}


def test_an_abbreviation_is_told_in_full_in_sight(page):
    assert '<abbr title="Better Care Fund"><strong>BCF</strong></abbr>: Better Care Fund' in html(page)


def test_a_later_meeting_is_not_the_last_one(page):
    assert "No minutes of an earlier meeting of this board are among the papers." in html(page)
    assert "Resolved" not in html(page)


def test_papers_without_an_agenda_are_told_of(screen, board):
    board.cards = board.cards[1:]
    screen.button(key="meeting-link").click().run()
    assert "No agenda is among the papers here" in html(screen)
