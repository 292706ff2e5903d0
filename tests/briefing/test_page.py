from threading import Event

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from people.model import ALONE

MEETING = "22 January 2025, Health and Wellbeing Board"


def _draw(board, ready, samples, person):
    from ui.screen import Kept, show

    show(board, ready, Kept(samples, lambda: None), person)


@pytest.fixture
def page(board, tmp_path):
    st.cache_resource.clear()
    ready = Event()
    ready.set()
    test = AppTest.from_function(_draw, args=(board, ready, tmp_path, ALONE), default_timeout=120)
    return test.run().button(key="briefing-link").click().run()


@pytest.fixture
def drafted(page):
    page.selectbox(key="briefing-meeting").select(MEETING).run()
    [items] = [box for box in page.multiselect if box.label == "Items"]
    items.select("6").run()
    return page.button(key="draft-note").click().run()


def html(page):
    return "\n".join(element.value for element in page.get("html") if "<style>" not in element.value)


def test_the_page_opens_from_the_side_and_leads_back(page):
    assert page.query_params == {"page": ["briefing"]} or page.query_params == {"page": "briefing"}
    assert not page.chat_input
    page.button(key="leave-briefing").click().run()
    assert page.chat_input


def test_meetings_and_single_papers_may_be_picked_and_no_exempt_one(page):
    options = page.selectbox(key="briefing-meeting").options
    assert MEETING in options
    assert any(option.startswith("Paper: Suicide Prevention Action Plan") for option in options)
    assert not any("exempt" in option for option in options)


def test_a_note_is_drafted_on_the_items_that_were_picked(drafted):
    shown = html(drafted)
    assert not drafted.exception
    assert "<h3>Item 6: Falls Prevention and Response Service: proposal to commission from April 2025</h3>" in shown
    assert "Item 7" not in shown
    assert '<h4>Decision needed</h4><p class="small">What the papers ask for is a recommendation.' in shown
    assert '<th scope="col">Document</th>' in shown
    assert "Draft from the papers; checked by ________" in shown


def test_a_note_may_be_taken_away_in_three_forms(drafted):
    assert [button.label for button in drafted.get("download_button")] == [
        "Download as Word", "Download as Markdown", "Download as PDF",
    ]  # fmt: skip


def test_lines_are_reworded_or_left_out_by_hand_and_say_so(drafted):
    drafted.toggle[0].set_value(True).run()
    first, second = drafted.text_area[0], drafted.text_area[1]
    left_out = second.value
    first.set_value("For a decision, <b>please</b>").run()
    drafted.checkbox[1].check().run()
    drafted.text_input[0].set_value("All members").run()
    drafted.toggle[0].set_value(False).run()
    shown = html(drafted)
    assert "For a decision, &lt;b&gt;please&lt;/b&gt;" in shown
    assert "(edited by hand, not proved)" in shown
    assert left_out not in shown
    assert "<dd>All members" in shown
    drafted.toggle[0].set_value(True).run()
    assert drafted.text_area[0].value == "For a decision, <b>please</b>"
    assert drafted.checkbox[1].value


def test_a_topic_is_drafted_and_an_unknown_one_is_one_sentence(page):
    page.radio(key="briefing-on").set_value("A topic over all meetings").run()
    assert "draft-note" not in [button.key for button in page.button]
    page.text_input(key="briefing-topic").set_value("submarines *and* volcanoes").run()
    page.button(key="draft-note").click().run()
    assert "say nothing of" in page.warning[0].value
    assert "\\*and\\*" in page.warning[0].value
    page.text_input(key="briefing-topic").set_value("Falls Prevention and Response Service").run()
    page.button(key="draft-note").click().run()
    assert "Briefing note: Falls Prevention and Response Service" in html(page)
