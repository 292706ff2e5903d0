import io
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlparse

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUESTION = "For how long was the commissioning of the Falls Prevention and Response Service approved?"
PATIENCE = 60_000
# Where the first marked line stands, as a share of the height of the window; null where none is marked.
MARKED = """image => {
  const canvas = document.createElement("canvas"), of = image.naturalWidth;
  canvas.width = of; canvas.height = image.naturalHeight;
  const pen = canvas.getContext("2d"); pen.drawImage(image, 0, 0);
  const dots = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  for (let at = 0; at < dots.length; at += 4)
    if (dots[at] - dots[at + 2] > 60) {
      const box = image.getBoundingClientRect();
      return (box.top + Math.floor(at / 4 / of) / canvas.height * box.height) / innerHeight;
    }
  return null;
}"""
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome is installed")


@pytest.fixture(scope="module")
def address(data: Path, run_app: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    library = tmp_path_factory.mktemp("chatting") / "library"
    shutil.copytree(data, library)
    return run_app(library)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1400, "height": 700})
    yield page
    page.close()


def ask(page: Page, question: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question, timeout=PATIENCE)
    box.press("Enter")


def cite(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, QUESTION)
    page.locator(".st-key-cite-0-1 button").click(timeout=PATIENCE)
    page.locator(".st-key-page-pane img").wait_for(timeout=PATIENCE)


def test_the_marked_lines_are_in_sight_when_a_page_opens_and_the_focus_stays(page: Page, address: str) -> None:
    cite(page, address)
    picture = page.locator(".st-key-page-pane img")
    page.wait_for_function("document.querySelector('.st-key-page-pane').scrollTop > 0", timeout=PATIENCE)
    seen = picture.evaluate(MARKED)
    assert seen is not None
    assert 0.05 < seen < 0.7
    assert page.evaluate("document.activeElement.closest('.st-key-cite-0-1') !== null")


def test_the_first_words_of_an_answer_are_in_sight_and_whoever_scrolls_on_is_left_there(
    page: Page, address: str
) -> None:
    page.goto(address)
    for question in ("Who attended the meeting on 22 January 2025?", QUESTION):
        ask(page, question)
        page.locator(".st-key-ask-again").wait_for(timeout=PATIENCE)
        page.wait_for_timeout(2000)
        asked = page.get_by_test_id("stChatMessage").nth(-2)
        assert asked.inner_text().strip().endswith(question)
        assert 0 <= asked.bounding_box()["y"] < 200  # type: ignore[index]
    page.get_by_role("button", name="Ask again").scroll_into_view_if_needed()
    page.locator(".st-key-verdict-1 button").first.click()
    page.get_by_text("Kept. Thank you.").wait_for(timeout=PATIENCE)
    assert asked.bounding_box()["y"] < 0  # type: ignore[index]


def test_a_page_at_twice_its_size_scrolls_within_its_pane_alone(page: Page, address: str) -> None:
    cite(page, address)
    for _ in range(2):
        page.get_by_role("button", name="Larger").click()
    expect(page.get_by_role("button", name="Larger")).to_be_disabled(timeout=PATIENCE)
    view = page.get_by_role("region", name="The page")
    expect(view).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".st-key-page-pane img")).to_have_js_property("naturalWidth", 1460, timeout=PATIENCE)
    assert view.evaluate("one => one.scrollWidth / one.clientWidth") == pytest.approx(2, abs=0.1)
    assert page.evaluate("document.documentElement.scrollWidth") == 1400


def test_the_open_page_is_handed_out_as_a_pdf_of_its_own(page: Page, address: str, tmp_path: Path) -> None:
    cite(page, address)
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name="PDF of this page").click()
    download.value.save_as(tmp_path / "page.pdf")
    reader = pypdf.PdfReader(io.BytesIO((tmp_path / "page.pdf").read_bytes()))
    assert len(reader.pages) == 1
    assert "Falls Prevention and Response Service (Option C)" in " ".join(reader.pages[0].extract_text().split())
    assert download.value.suggested_filename == "January 2025 minutes, page 3.pdf"


def test_what_was_narrowed_can_be_sent_as_an_address_and_gone_back_from(
    page: Page, address: str, browser: Browser
) -> None:
    page.goto(address)
    page.get_by_text("Look only in some papers").click(timeout=PATIENCE)
    page.get_by_label("Kinds of paper").click()
    page.get_by_role("option", name="minutes").click()
    expect(page).to_have_url(f"{address}/?kind=minutes", timeout=PATIENCE)
    expect(page.get_by_text("Looking only in papers of kind minutes.")).to_be_visible(timeout=PATIENCE)
    other = browser.new_page()
    other.goto(page.url)
    expect(other.get_by_text("Looking only in papers of kind minutes.")).to_be_visible(timeout=PATIENCE)
    ask(other, "What was decided about the falls service?")
    other.locator(".st-key-cite-0-1 button").wait_for(timeout=PATIENCE)
    places = other.locator("[class*='st-key-cite-0-'] button").all_inner_texts()
    assert all("minutes" in place for place in places)
    assert parse_qs(urlparse(other.url).query) == {"kind": ["minutes"]}
    other.close()
    page.locator(".st-key-papers-link button").click()
    page.get_by_text("All 3 pages were read").first.wait_for(timeout=PATIENCE)
    page.go_back()
    expect(page.get_by_text("Looking only in papers of kind minutes.")).to_be_visible(timeout=PATIENCE)


def test_a_question_is_changed_and_answered_in_its_place(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, "Who won the football cup?")
    page.locator(".notice", has_text="Not found in these papers.").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Change the question").click()
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask this instead").click()
    expect(page.get_by_test_id("stChatMessage").last).to_contain_text("to 31 March 2026", timeout=PATIENCE)
    expect(page.get_by_test_id("stChatMessage")).to_have_count(2)
    assert "football" not in " ".join(page.get_by_test_id("stChatMessage").all_inner_texts())


def test_the_newest_answer_is_announced_once_and_whole(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".st-key-suggestion-0").wait_for(timeout=PATIENCE)
    page.evaluate("""() => {
      window.said = [];
      new MutationObserver(() => {
        const now = [...document.querySelectorAll('[role=status].heard')].map(one => one.textContent).join('|');
        if (now && now !== window.said.at(-1)) window.said.push(now);
      }).observe(document.body, {childList: true, subtree: true, characterData: true});
    }""")
    ask(page, QUESTION)
    page.locator(".st-key-cite-0-1 button").wait_for(timeout=PATIENCE)
    page.locator(".st-key-cite-0-1 button").click()
    page.locator(".st-key-page-pane img").wait_for(timeout=PATIENCE)
    told = page.evaluate("window.said")
    assert len(told) == 1
    assert "from 1 April 2025 to 31 March 2026" in told[0]


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a language model that takes questions and never answers."""
    server = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def hold() -> None:
        while True:
            try:
                held.append(server.accept()[0])
            except OSError:
                return

    Thread(target=hold, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/v1"
    server.close()
    for one in held:
        one.close()


def test_an_answer_that_is_long_in_coming_can_be_stopped_and_another_asked(
    page: Page, data: Path, run_app: Callable[..., str], tmp_path: Path, silent: str
) -> None:
    shutil.copytree(data, tmp_path / "library")
    model = {"ASKBOARD_LANGUAGE_MODEL_ADDRESS": silent, "ASKBOARD_LANGUAGE_MODEL_NAME": "silent"}
    page.goto(run_app(tmp_path / "library", **model))
    ask(page, "What are the risks of the falls service?")
    page.get_by_role("button", name="Stop", exact=True).click(timeout=PATIENCE)
    expect(page.get_by_text("Looking through the papers")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_test_id("stChatMessage")).to_have_count(0)
    ask(page, "Who attended the meeting on 22 January 2025?")
    page.locator(".st-key-cite-0-1 button").wait_for(timeout=PATIENCE)
