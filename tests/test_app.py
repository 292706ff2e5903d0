import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pypdfium2
import pytest
import streamlit as st
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from streamlit.testing.v1 import AppTest

from answer.askboard import Askboard
from errors import LibraryDamaged

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "papers"
MINUTES = SAMPLES / "marlowe-vale-hwb-2025-01-22-minutes.pdf"
PLAN = SAMPLES / "suicide-prevention-plan-2025-2028.docx"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
QUESTION = "For how long was the commissioning of the Falls Prevention and Response Service approved?"
with_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome is installed")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    st.cache_resource.clear()
    monkeypatch.setenv("ASKBOARD_DATA", str(tmp_path))
    monkeypatch.setattr(Askboard, "warm", lambda _board: None)
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)


def test_an_empty_library_is_welcomed(app: AppTest) -> None:
    app.run()
    assert not app.error
    assert any("No papers yet" in element.value for element in app.html)
    assert app.button(key="load-samples")


def test_an_error_of_the_house_is_shown_as_its_sentence(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: Any) -> None:
        raise LibraryDamaged("library_1.db is damaged: run `askboard check`")

    monkeypatch.setattr(Askboard, "papers", damaged)
    app.run()
    assert [error.value.replace("\\", "") for error in app.error] == ["library_1.db is damaged: run `askboard check`"]
    assert not app.exception


def test_any_other_error_is_logged_and_never_shown(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("secret detail")

    monkeypatch.setattr(Askboard, "papers", broken)
    app.run()
    assert "Something went wrong" in app.error[0].value
    assert "secret" not in app.error[0].value
    assert not app.exception
    assert "secret detail" in caplog.text


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    board = Askboard.open(folder / "data")
    board.ingest([MINUTES, PLAN])
    board.close()
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"ASKBOARD_DATA": str(folder / "data")}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(30)
    assert "Traceback" not in (folder / "log").read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def outside() -> list[str]:
    return []


@pytest.fixture
def page(address: str, browser: Browser, outside: list[str]) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.on("request", lambda request: _note(request.url, address, outside))
    page.goto(address)
    _ask(page, QUESTION)
    page.locator(".st-key-cite-0-1").wait_for(timeout=120_000)
    yield page
    page.close()


@with_browser
def test_a_cited_page_opens_beside_the_chat_with_its_quote_highlighted(page: Page) -> None:
    words = page.locator(".said").nth(1).inner_text()
    assert "from 1 April 2025 to 31 March 2026" in words
    cited = page.locator(".st-key-cite-0-1 button")
    pdf_page = int(re.findall(r"PDF (?:page )?(\d+)", cited.inner_text())[0])
    cited.click()
    picture = page.locator(".st-key-page-pane img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 1000
    assert "highlighted" in (picture.get_attribute("alt") or "")
    left, top, right, bottom = _place_on_page(pdf_page, "Falls Prevention and Response Service (Option C)")
    tinted = _tinted(picture)
    assert tinted is not None
    assert tinted[0] <= left + 0.01
    assert tinted[1] <= top + 0.01
    assert tinted[2] >= right - 0.01
    assert tinted[3] >= bottom - 0.01
    assert tinted[3] - tinted[1] < 0.25
    assert picture.bounding_box()["x"] > page.locator(".st-key-cite-0-1").bounding_box()["x"]  # type: ignore[index]


@with_browser
def test_the_next_page_carries_no_highlight_and_the_pane_closes(page: Page) -> None:
    page.locator(".st-key-cite-0-1 button").click()
    picture = page.locator(".st-key-page-pane img")
    cited = picture.get_attribute("src") or ""
    page.locator(".st-key-next-page button").click()
    expect(picture).not_to_have_attribute("src", cited)
    expect(picture).not_to_have_attribute("alt", re.compile("highlighted"))
    assert _tinted(picture) is None
    page.locator(".st-key-close-page button").click()
    expect(page.locator(".st-key-page-pane")).to_have_count(0)


@with_browser
def test_on_a_narrow_screen_the_page_covers_the_chat_and_its_buttons_can_be_reached(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".st-key-cite-0-1 button").click()
    pane = page.locator(".st-key-page-pane")
    pane.wait_for()
    assert pane.bounding_box()["width"] == 390  # type: ignore[index]
    page.locator(".st-key-next-page button").click()
    page.locator(".st-key-close-page button").click()
    expect(pane).to_have_count(0)


@with_browser
def test_what_is_asked_is_drawn_as_typed_and_nothing_outside_is_fetched(page: Page, outside: list[str]) -> None:
    odd = "Is it £5 or $6 **or** $7 <img src=http://example.org/x.png> ![x](http://example.org/y.png) :smile:"
    _ask(page, odd)
    expect(page.get_by_text(odd, exact=True)).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stChatMessage")).to_have_count(4, timeout=60_000)
    assert page.get_by_test_id("stException").count() == 0
    assert outside == []


def _ask(page: Page, question: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")


def _note(url: str, address: str, outside: list[str]) -> None:
    if not url.startswith((address, "data:", "blob:")):
        outside.append(url)


def _tinted(picture: Locator) -> tuple[float, float, float, float] | None:
    """Give the frame around all highlighted pixels, as shares of the page."""
    with urlopen(picture.evaluate("image => image.src")) as answer:
        image = Image.open(io.BytesIO(answer.read())).convert("RGB")
    red, _, blue = image.split()
    frame = ImageChops.subtract(red, blue).point(lambda value: 255 * (value > 60)).getbbox()
    if frame is None:
        return None
    return (
        frame[0] / image.width,
        frame[1] / image.height,
        frame[2] / image.width,
        frame[3] / image.height,
    )


def _place_on_page(pdf_page: int, words: str) -> tuple[float, float, float, float]:
    """Find words on a page of the minutes with another reader than the board's."""
    page = pypdfium2.PdfDocument(MINUTES)[pdf_page - 1]
    text = page.get_textpage()
    start, length = text.search(words).get_next()
    boxes = [text.get_charbox(at) for at in range(start, start + length)]
    width, height = page.get_size()
    return (
        min(box[0] for box in boxes) / width,
        1 - max(box[3] for box in boxes) / height,
        max(box[2] for box in boxes) / width,
        1 - min(box[1] for box in boxes) / height,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(url):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(f"nothing answered at {url}")
