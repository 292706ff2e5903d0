from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from ui.chat.pane import highlighted, marked


@pytest.fixture
def answered(screen: AppTest) -> AppTest:
    return screen.chat_input[0].set_value("What is the reserve?").run()


def shown(screen: AppTest) -> str:
    return "\n".join(element.value for element in screen.get("html"))


def alternative(screen: AppTest) -> str:
    return str(screen.get("image")[0].proto.imgs[0].alt)


def test_a_click_on_a_citation_opens_its_page(answered: AppTest) -> None:
    answered.button(key="cite-0-1").click().run()
    assert not answered.exception
    assert "Page 59 · PDF page 2 of 3" in shown(answered)
    assert alternative(answered) == (
        "2015 pack, Page 59 · PDF page 2 of 3, with 1 line highlighted."
        " It begins: 2.2 The reserve is £4.1 million, and it will be kept."
    )


def test_the_open_page_can_be_turned_within_the_paper(answered: AppTest) -> None:
    answered.button(key="cite-0-1").click().run()
    answered.button(key="next-page").click().run()
    assert "Page 60 · PDF page 3 of 3" in shown(answered)
    assert answered.button(key="next-page").disabled
    assert alternative(answered).endswith("no text could be read on this page.")
    assert "highlighted" not in alternative(answered)
    answered.button(key="quoted-page").click().run()
    assert "PDF page 2 of 3" in shown(answered)
    answered.button(key="previous-page").click().run()
    assert answered.button(key="previous-page").disabled


def test_the_open_page_can_be_closed(answered: AppTest) -> None:
    answered.button(key="cite-0-1").click().run()
    answered.button(key="close-page").click().run()
    assert not answered.get("image")


def test_a_question_asked_beside_an_open_page_leaves_it_open(answered: AppTest) -> None:
    answered.button(key="cite-0-1").click().run()
    answered.chat_input[0].set_value("What is odd?").run()
    assert "PDF page 2 of 3" in shown(answered)
    assert len(answered.chat_message) == 4


def test_a_paper_without_pages_opens_as_text_with_the_quote_marked(answered: AppTest) -> None:
    answered.button(key="cite-0-2").click().run()
    assert not answered.get("image")
    assert "<mark>Reserves are held\nfor &lt;hard&gt; times.</mark>" in shown(answered)
    answered.button(key="previous-page").click().run()
    assert "<mark>Res" not in shown(answered)


def test_only_the_boxes_are_tinted_and_print_stays_black() -> None:
    page = Image.new("RGB", (200, 100), "white")
    page.putpixel((50, 30), (0, 0, 0))
    png = BytesIO()
    page.save(png, "PNG")
    tinted = highlighted(png.getvalue(), [(0.1, 0.2, 0.5, 0.4)])
    red, _, blue = tinted.getpixel((60, 30))  # type: ignore[misc]
    assert red > 200 > blue
    assert tinted.getpixel((50, 30)) == (0, 0, 0)
    assert tinted.getpixel((150, 30)) == (255, 255, 255)
    assert tinted.getpixel((60, 60)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("text", "quote", "html"),
    [
        ("a b\nc d", "b c", "a <mark>b\nc</mark> d"),
        ("a (b) <c>", "(b) <c>", "a <mark>(b) &lt;c&gt;</mark>"),
        ("a b", "z", "a b"),
        ("a b", "", "a b"),
    ],
)
def test_a_quote_is_marked_across_line_breaks(text: str, quote: str, html: str) -> None:
    assert marked(text, quote) == html


def test_a_paper_withdrawn_since_says_so_and_can_be_closed(answered: AppTest, board: Any) -> None:
    board.cards = [card for card in board.cards if card.id != "p1"]
    answered.button(key="cite-0-1").click().run()
    assert not answered.exception
    assert "no longer among the papers" in shown(answered)
    answered.button(key="close-page").click().run()
    assert "no longer among the papers" not in shown(answered)


def test_the_page_is_drawn_larger_and_smaller_within_bounds(answered: AppTest) -> None:
    answered.button(key="cite-0-1").click().run()
    assert answered.button(key="zoom-out").disabled
    answered.button(key="zoom-in").click().run()
    answered.button(key="zoom-in").click().run()
    assert "width: 200% !important" in shown(answered)
    assert answered.button(key="zoom-in").disabled
    answered.button(key="zoom-out").click().run()
    assert "width: 150% !important" in shown(answered)


def test_the_text_of_the_page_stands_below_its_picture_with_the_quote_marked(answered: AppTest) -> None:
    answered.button(key="cite-0-1").click().run()
    assert "<mark>The reserve is £4.1 million,\nand it will be kept.</mark>" in shown(answered)
