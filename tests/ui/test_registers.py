import pytest


def html(screen):
    return "\n".join(element.value for element in screen.get("html") if "<style>" not in element.value)


@pytest.fixture
def page(kept_registers, screen):
    assert kept_registers
    return screen.button(key="registers-link").click().run()


def rows(page):
    return [button.label for button in page.button if button.key.startswith("cite-row-")]


def test_the_page_opens_at_the_decisions_with_their_places(page):
    assert not page.exception
    assert "Resolved: that the &lt;reserve&gt; be kept." in html(page)
    assert len(rows(page)) == 1
    assert "APPROVE" not in html(page)


def test_a_recommendation_is_told_to_be_no_decision(page):
    page.selectbox(key="register").select("recommendation").run()
    assert "A recommendation is no decision." in html(page)
    assert len(rows(page)) == 2


def test_what_is_chosen_stands_in_the_address(page):
    page.selectbox(key="register").select("action").run()
    page.text_input(key="register-words").set_value("pell act 7").run()
    page.selectbox(key="register-meeting").select("2015-07-07").run()
    assert page.query_params == {
        "page": "registers", "register": "action", "words": "pell act 7", "meeting": "2015-07-07",
    }  # fmt: skip
    assert len(rows(page)) == 1


def test_an_address_that_was_sent_on_opens_the_same_view(kept_registers, screen):
    assert kept_registers
    for name, value in {"page": "registers", "register": "action", "words": "act 7", "body": "Nobody"}.items():
        screen.query_params[name] = value
    screen.run()
    assert not screen.exception
    assert len(rows(screen)) == 1
    assert "body" not in screen.query_params


def test_many_rows_are_drawn_a_screen_at_a_time(page):
    page.selectbox(key="register").select("action").run()
    assert '<div class="small" role="status">30 rows</div>' in html(page)
    assert len(rows(page)) == 25
    page.number_input[0].set_value(2).run()
    assert len(rows(page)) == 5


def test_a_row_opens_the_page_that_it_stands_on_beside_the_table(page):
    page.button(key="cite-row-0-0").click().run()
    assert not page.exception
    assert page.button(key="close-page")
    assert "PDF page 1 of 2" in html(page)


def test_words_that_no_row_holds_are_told_of(page):
    page.text_input(key="register-words").set_value("zebra").run()
    assert "No row holds all of this: take out a word" in html(page)
    page.selectbox(key="register").select("vote").run()
    assert "No votes were found in the papers here." in html(page)


def test_leaving_the_page_leaves_no_choice_in_the_address(page):
    page.button(key="leave-registers").click().run()
    assert page.query_params == {}
    assert page.chat_input
