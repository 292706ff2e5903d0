import re
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "papers"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUESTION = "For how long was the commissioning of the Falls Prevention and Response Service approved?"
PATIENCE = 120_000
Violations = Callable[[Page], list[str]]
# All figures of a line must stand on the page that the note names for it, and so much of its words: one reader parts
# words where another does not.
MOST_WORDS = 0.8
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome is installed")


@pytest.fixture(scope="module")
def empty(run_app: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    return run_app(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def filled(run_app: Callable[..., str], browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a library that was filled by one click, as a newcomer fills it."""
    address = run_app(tmp_path_factory.mktemp("library"))
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("button", name="Load the sample papers").click(timeout=PATIENCE)
    page.get_by_test_id("stChatInputTextArea").wait_for(timeout=PATIENCE)
    page.close()
    return address


def ask(page: Page, question: str) -> None:
    page.get_by_test_id("stChatInputTextArea").fill(question, timeout=PATIENCE)
    page.get_by_test_id("stChatInputTextArea").press("Enter")


def welcomed(page: Page) -> None:
    page.locator(".st-key-suggestion-0").wait_for(timeout=PATIENCE)


def cited(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".st-key-cite-0-1 button").click(timeout=PATIENCE)
    page.locator(".st-key-page-pane img").wait_for(timeout=PATIENCE)


def not_found(page: Page) -> None:
    ask(page, "Who won the football cup?")
    page.locator(".notice", has_text="Not found in these papers.").wait_for(timeout=PATIENCE)


def copying(page: Page) -> None:
    cited(page)
    page.locator(".st-key-close-page button").click()
    page.get_by_role("button", name="Copy citation").first.click()
    page.get_by_text("to paste elsewhere").first.wait_for(timeout=PATIENCE)


def zoomed(page: Page) -> None:
    cited(page)
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("region", name="The page").wait_for(timeout=PATIENCE)
    page.get_by_text("Text of this page").click()
    page.locator(".part-text").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(600)


def sure(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_text("How sure is this, and why?").click(timeout=PATIENCE)
    page.get_by_text("word for word on the pages named").wait_for(timeout=PATIENCE)


def changing(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Change the question").click(timeout=PATIENCE)
    page.get_by_label("Your question").wait_for(timeout=PATIENCE)


def narrowed(page: Page) -> None:
    welcomed(page)
    if page.get_by_test_id("stExpandSidebarButton").is_visible():
        page.get_by_test_id("stExpandSidebarButton").click()
    for title in ("Look only in some papers", "Papers (", "Conversations"):
        page.get_by_test_id("stSidebar").get_by_text(title).first.click(timeout=PATIENCE)
    page.get_by_label("Find a conversation").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(600)


def read(page: Page) -> None:
    page.get_by_text("All 3 pages were read").first.wait_for(timeout=PATIENCE)


def drafted(page: Page) -> None:
    page.locator(".st-key-draft-note button").click(timeout=PATIENCE)
    page.get_by_role("button", name="Download as Word").wait_for(timeout=PATIENCE)


def edited(page: Page) -> None:
    drafted(page)
    page.get_by_text("Change the lines").click()
    page.get_by_label("Leave line 1 out").wait_for(timeout=PATIENCE)


def graded(page: Page) -> None:
    page.get_by_text("By kind of question").wait_for(timeout=PATIENCE)


def listed(page: Page) -> None:
    page.get_by_role("button", name="Download as Excel").wait_for(timeout=PATIENCE)


def row_cited(page: Page) -> None:
    page.locator(".st-key-cite-row-0-0 button").click(timeout=PATIENCE)
    page.locator(".st-key-page-pane img").wait_for(timeout=PATIENCE)


def prepared(page: Page) -> None:
    page.get_by_text("Abbreviations in these papers").wait_for(timeout=PATIENCE)


SCREENS = {
    "welcome": ("", welcomed),
    "cited page": ("", cited),
    "not found": ("", not_found),
    "copying": ("", copying),
    "zoomed": ("", zoomed),
    "sure": ("", sure),
    "changing": ("", changing),
    "narrowed": ("", narrowed),
    "papers": ("?page=papers", read),
    "briefing": ("?page=briefing", drafted),
    "editing": ("?page=briefing", edited),
    "quality": ("?page=quality", graded),
    "registers": ("?page=registers&register=action", listed),
    "cited row": ("?page=registers", row_cited),
    "meeting": ("?page=meeting", prepared),
}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_no_violation(
    filled: str, browser: Browser, violations: Violations, screen: str, scheme: str, width: int
) -> None:
    path, reach = SCREENS[screen]
    page = _opened(browser, f"{filled}/{path}", scheme, width)
    reach(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
def test_axe_finds_no_violation_on_an_empty_library(
    empty: str, browser: Browser, violations: Violations, scheme: str, width: int
) -> None:
    page = _opened(browser, empty, scheme, width)
    page.get_by_text("No papers yet").wait_for(timeout=PATIENCE)
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("screen", ["welcome", "cited page", "registers", "meeting"])
def test_text_at_twice_its_size_needs_no_scrolling_sideways(filled: str, browser: Browser, screen: str) -> None:
    # As a browser zooms: 1280 px at 200% are 640 px of CSS.
    path, reach = SCREENS[screen]
    page = browser.new_page(viewport={"width": 640, "height": 512}, device_scale_factor=2)
    page.goto(f"{filled}/{path}")
    reach(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 640
    page.close()


def test_a_question_is_asked_and_its_page_opened_turned_and_closed_by_keyboard(filled: str, browser: Browser) -> None:
    page = _opened(browser, filled, "light", 1400)
    welcomed(page)
    _tab_to(page, "[data-testid=stChatInputTextArea]")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".st-key-cite-0-1 button").wait_for(timeout=PATIENCE)
    _tab_to(page, ".st-key-cite-0-1 button")
    page.keyboard.press("Enter")
    picture = page.locator(".st-key-page-pane img")
    picture.wait_for(timeout=PATIENCE)
    said = picture.get_attribute("alt") or ""
    _tab_to(page, ".st-key-previous-page button")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'"
                         " || getComputedStyle(document.activeElement).boxShadow !== 'none'")  # fmt: skip
    page.keyboard.press("Enter")
    expect(picture).not_to_have_attribute("alt", said, timeout=PATIENCE)
    _tab_to(page, ".st-key-close-page button")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-page-pane")).to_have_count(0)
    page.close()


def test_each_line_of_an_exported_note_stands_on_the_page_that_it_names(
    filled: str, browser: Browser, tmp_path: Path
) -> None:
    page = _opened(browser, f"{filled}/?page=briefing", "light", 1400)
    drafted(page)
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name="Download as Word").click()
    download.value.save_as(tmp_path / "note.docx")
    page.close()
    note = docx.Document(str(tmp_path / "note.docx"))
    sources = {cells[0]: (cells[1], cells[-1]) for cells in _cells(note) if cells[0].isdigit()}
    lines = [(text, re.findall(r"\[(\d+)\]", text)) for text in (one.text for one in note.paragraphs)]
    proved = [(text, [sources[number] for number in numbers]) for text, numbers in lines if numbers]
    assert len(sources) >= 5
    assert len(proved) >= 10
    assert [text for text, places in proved if not any(_stands(text, *place) for place in places)] == []


def test_a_zip_is_taken_in_each_paper_told_of_and_one_withdrawn(
    run_app: Callable[..., str], browser: Browser, tmp_path: Path
) -> None:
    files = [SAMPLES / "marlowe-vale-hwb-2025-01-22-minutes.pdf", SAMPLES / "suicide-prevention-plan-2025-2028.docx"]
    with ZipFile(tmp_path / "papers.zip", "w") as bundle:
        for file in files:
            bundle.write(file, file.name)
        bundle.writestr("broken.pdf", b"%PDF-1.7 no more")
    page = _opened(browser, run_app(tmp_path / "library"), "light", 1400)
    page.get_by_test_id("stFileUploader").wait_for(timeout=PATIENCE)
    page.locator("input[type=file]").set_input_files(tmp_path / "papers.zip")
    page.get_by_test_id("stChatInputTextArea").wait_for(timeout=PATIENCE)
    told = page.locator(".intakes li").all_inner_texts()
    assert [sum(file.name in one and "added" in one for one in told) for file in files] == [1, 1]
    assert sum("broken.pdf" in one for one in told) == 1
    page.locator(".st-key-papers-link button").click()
    page.get_by_role("button", name="Withdraw").last.click(timeout=PATIENCE)
    page.get_by_role("button", name="for good").click()
    expect(page.get_by_role("button", name="Withdraw")).to_have_count(1, timeout=PATIENCE)
    page.close()


def test_a_register_is_narrowed_in_the_address_and_taken_away_as_excel(
    filled: str, browser: Browser, tmp_path: Path
) -> None:
    page = _opened(browser, f"{filled}/?page=registers&register=action&words=Kestrel", "light", 1400)
    listed(page)
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name="Download as Excel").click()
    download.value.save_as(tmp_path / "actions.xlsx")
    page.close()
    heads, *rows = openpyxl.load_workbook(tmp_path / "actions.xlsx").active.iter_rows(values_only=True)
    assert heads[-2:] == ("Where it stands", "File")
    assert rows
    assert all(row[-1] in {file.name for file in SAMPLES.iterdir()} for row in rows)
    assert all("kestrel" in " ".join(map(str, row)).lower() for row in rows)


def _opened(browser: Browser, address: str, scheme: str, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    return page


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab, forwards or around, until the focus is there."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


def _cells(note: "docx.document.Document") -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in note.tables for row in table.rows]


def _stands(line: str, document: str, place: str) -> bool:
    """Tell whether a line stands on its page, as another reader than ours reads it."""
    file = SAMPLES / document.split(": ")[-1]
    number = re.search(r"PDF (\d+)", place)
    if number is None:
        paper = docx.Document(str(file))
        told = " ".join([*(one.text for one in paper.paragraphs), *(cell for row in _cells(paper) for cell in row)])
    else:
        told = pypdf.PdfReader(file).pages[int(number[1]) - 1].extract_text()
    said, held = re.sub(r"\[\d+\].*", "", line), _words(told)
    # The note's own label stands before a colon or a question mark, and may hold dates and minutes of its own.
    starts = [0, *(mark.end() for mark in re.finditer(r"[:?]\s", said))][:4]
    return any(_held(_words(said[start:]), held) for start in starts)


def _held(words: set[str], held: set[str]) -> bool:
    figures = {word for word in words if word.isdigit()}
    return bool(words) and figures <= held and len(words & held) >= MOST_WORDS * len(words)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
