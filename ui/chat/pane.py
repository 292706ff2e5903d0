"""The cited page, laid open beside the conversation with the quoted lines marked."""

import json
import re
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

import streamlit as st
from PIL import Image, ImageChops, ImageDraw

from answer.model import Citation
from index.model import Viewer
from ingest.model import Box, Page
from ui.state import ZOOMS, Talk
from ui.words import as_html, count, shortened

if TYPE_CHECKING:
    from answer.askboard import Askboard

# In pixels; Streamlit draws no picture wider than the second.
_WIDTH, _WIDEST = 1200, 1460
# Waits for the picture of that alternative text, then shows its line in the upper third; no focus is moved.
_SCROLL = """(said, left, top) => {
  const ends = Date.now() + 5000;
  const look = () => {
    const pane = document.querySelector(".st-key-page-pane"), view = pane?.querySelector(".st-key-page-view");
    const image = view?.querySelector("img");
    if (!image || image.alt !== said || !image.complete || !image.clientHeight) {
      if (Date.now() < ends) setTimeout(look, 50);
      return;
    }
    view.tabIndex = 0; view.setAttribute("role", "region"); view.setAttribute("aria-label", "The page");
    const at = image.getBoundingClientRect(), from = pane.getBoundingClientRect();
    pane.scrollTop = top ? pane.scrollTop + at.top - from.top + top * at.height - pane.clientHeight / 3 : 0;
    view.scrollLeft = left * at.width - view.clientWidth / 10;
  };
  look();
}"""
_HIGHLIGHT = (255, 232, 130)
_MARGIN = 0.003
_ALTERNATIVE_LENGTH = 400


def draw_pane(board: "Askboard", talk: Talk, cited: Citation, viewer: Viewer) -> None:
    """Draw the open page with its heading and the buttons that turn it."""
    page = board.page(cited.paper.id, talk.open_part, viewer)
    with st.container(key="page-pane"):
        _draw_heading(cited, where(cited, page), talk)
        _draw_turning(cited, talk)
        if cited.pdf_page is None:
            _draw_text(cited, page, talk.open_part)
        else:
            _draw_tools(board, cited, page, talk, viewer)
            _draw_picture(board, cited, page, talk, viewer)
            with st.expander("Text of this page"):
                _draw_text(cited, page, talk.open_part)


def draw_missing(talk: Talk, cited: Citation) -> None:
    """Say that the cited paper has left the library since it was cited."""
    with st.container(key="page-pane"):
        _draw_heading(cited, cited.place, talk)
        st.html(
            '<div class="notice" role="note">This paper is no longer among the papers:'
            " it was replaced or withdrawn after the answer was given.</div>"
        )


def highlighted(png: bytes, boxes: Sequence[Box]) -> Image.Image:
    """Tint `boxes` (shares of the page) on a page picture; multiplied, so that the print stays black."""
    page = Image.open(BytesIO(png)).convert("RGB")
    tint = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(tint)
    for left, top, right, bottom in boxes:
        pen.rectangle(
            (
                (left - _MARGIN) * page.width,
                (top - _MARGIN) * page.height,
                (right + _MARGIN) * page.width,
                (bottom + _MARGIN) * page.height,
            ),
            fill=_HIGHLIGHT,
        )
    return ImageChops.multiply(page, tint)


def marked(text: str, quote: str) -> str:
    """Give `text` as HTML with the quote, however its lines are broken, in a <mark>."""
    words = quote.split()
    found = re.search(r"\s+".join(map(re.escape, words)), text) if words else None
    if found is None:
        return as_html(text)
    return f"{as_html(text[: found.start()])}<mark>{as_html(found[0])}</mark>{as_html(text[found.end() :])}"


def where(cited: Citation, page: Page) -> str:
    """Name the page shown: "Page 60 · PDF page 62 of 120", or the part of a paper that has no pages."""
    if cited.pdf_page is None:
        return f"Part {page.pdf_page} of {cited.paper.pages}"
    pdf_page = f"PDF page {page.pdf_page} of {cited.paper.pages}"
    return f"Page {page.stamp} · {pdf_page}" if page.stamp else pdf_page


def _draw_heading(cited: Citation, below: str, talk: Talk) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", wrap=False):
        st.html(f'<div class="pane-title">{as_html(cited.paper.short)}</div><div class="small">{as_html(below)}</div>')
        st.button("Close", key="close-page", icon=":material/close:", on_click=talk.close)


def _draw_turning(cited: Citation, talk: Talk) -> None:
    if cited.paper.pages < 2:
        return
    word = "page" if cited.pdf_page is not None else "part"
    with st.container(horizontal=True, horizontal_alignment="distribute", key="page-turning"):
        st.button(
            f"Previous {word}",
            key="previous-page",
            icon=":material/chevron_left:",
            type="tertiary",
            disabled=talk.open_part <= 1,
            on_click=talk.turn_page,
            args=(-1,),
        )
        if talk.open_part != cited.part:
            st.button("Back to the quote", key="quoted-page", type="tertiary", on_click=talk.open, args=(cited,))
        st.button(
            f"Next {word}",
            key="next-page",
            icon=":material/chevron_right:",
            icon_position="right",
            type="tertiary",
            disabled=talk.open_part >= cited.paper.pages,
            on_click=talk.turn_page,
            args=(1,),
        )


def _draw_picture(board: "Askboard", cited: Citation, page: Page, talk: Talk, viewer: Viewer) -> None:
    png = board.picture(cited.paper.id, page.pdf_page, viewer, min(_WIDTH * talk.zoom // 100, _WIDEST))
    boxes = cited.boxes if page.pdf_page == cited.pdf_page else ()
    alternative = _alternative(cited, page, len(boxes))
    with st.container(key="page-view"):
        st.image(highlighted(png, boxes) if boxes else png, width="stretch", output_format="PNG", alt=alternative)
    st.html(f"<style>.st-key-page-view img {{ width: {talk.zoom}% !important; max-width: none !important; }}</style>")
    _bring_into_view(boxes, alternative, talk)


def _bring_into_view(boxes: Sequence[Box], alternative: str, talk: Talk) -> None:
    """Scroll the page to its first marked line, or to its head, once for each page that is opened."""
    left, top = (boxes[0][0], boxes[0][1]) if boxes else (0.0, 0.0)
    told = json.dumps([alternative, left, top]).replace("<", "\\u003c")
    st.html(
        f"<script>/* {talk.opened} */ ({_SCROLL})(...{told})</script>", unsafe_allow_javascript=True, width="content"
    )


def _draw_tools(board: "Askboard", cited: Citation, page: Page, talk: Talk, viewer: Viewer) -> None:
    """Draw what can be done with the page: its size, and taking it away."""
    name = re.sub(r"[^\w -]", "", cited.paper.short)
    with st.container(horizontal=True, vertical_alignment="center", key="page-tools"):
        for label, key, step, last in (("Smaller", "out", -1, ZOOMS[0]), ("Larger", "in", 1, ZOOMS[-1])):
            st.button(label, key=f"zoom-{key}", icon=f":material/zoom_{key}:", type="tertiary",
                      disabled=talk.zoom == last, on_click=talk.enlarge, args=(step,))  # fmt: skip
        st.download_button(
            "PDF of this page", data=partial(board.page_file, cited.paper.id, page.pdf_page, viewer),
            file_name=f"{name}, page {page.stamp or page.pdf_page}.pdf", mime="application/pdf",
            key=f"page-file-{page.pdf_page}", icon=":material/download:", type="tertiary", on_click="ignore",
        )  # fmt: skip


def _alternative(cited: Citation, page: Page, lines: int) -> str:
    """Put the page into words for those who do not see its picture."""
    marks = f", with {count(lines, 'line')} highlighted" if lines else ""
    text = shortened(page.text, _ALTERNATIVE_LENGTH) or "no text could be read on this page."
    return f"{cited.paper.short}, {where(cited, page)}{marks}. It begins: {text}"


def _draw_text(cited: Citation, page: Page, part: int) -> None:
    body = marked(page.text, cited.quote) if part == cited.part else as_html(page.text)
    st.html(f'<div class="part-text" tabindex="0">{body}</div>')
