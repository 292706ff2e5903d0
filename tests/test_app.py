import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pypdfium2
import pytest
import streamlit as st
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Locator, Page, expect
from streamlit.testing.v1 import AppTest

from answer.askboard import Askboard
from bench.first_answer import app as running_app
from errors import LibraryDamaged
from eval.measures import MEASURES
from eval.questions import Question
from eval.release.report import report
from eval.release.runs import ASKBOARD, About, Row, Run, load_run, save_run
from eval.stages import STAGES
from ui.pages import quality

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "papers"
MINUTES = SAMPLES / "marlowe-vale-hwb-2025-01-22-minutes.pdf"
PLAN = SAMPLES / "suicide-prevention-plan-2025-2028.docx"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUESTION = "For how long was the commissioning of the Falls Prevention and Response Service approved?"
with_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome is installed")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    st.cache_resource.clear()
    monkeypatch.setenv("ASKBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(Askboard, "warm", lambda _board: None)
    return AppTest.from_file(str(_app_over(tmp_path / "accepted", tmp_path)), default_timeout=30)


def _app_over(accepted: Path, folder: Path) -> Path:
    """Write a copy of app.py that looks elsewhere for the accepted run."""
    source = (ROOT / "app.py").read_text(encoding="utf-8")
    moved = source.replace("Path(__file__).parent", f"Path({str(ROOT)!r})")
    moved = moved.replace('_HERE / "eval" / "accepted" / "samples"', f"Path({str(accepted)!r})")
    assert moved.count(str(ROOT)) == 1 <= moved.count(str(accepted))
    (folder / "app.py").write_text(moved, encoding="utf-8")
    return folder / "app.py"


def _accept(folder: Path) -> None:
    """Keep a run of five answers, two right, one of two unanswerable questions refused, beside one that refuses all."""
    rows = [
        _row("q0", "lookup", right=1.0),
        _row("q1", "lookup", stage="not quoted"),
        _row("q2", "who", stage="not quoted"),
        _row("q3", "unanswerable", right=1.0, refused=True, known=False),
        _row("q4", "unanswerable", stage="not refused", known=False),
    ]
    refuser = [_row(row.id, row.type, right=float(n > 2), refused=True, known=n < 3) for n, row in enumerate(rows)]
    ids = {row.id: row.id for row in rows}
    about = About("gate", "2026-11-23T10:00:00+00:00", "abc1234", {}, {}, {"pack.pdf": "a", "plan.docx": "b"}, ids, {})
    asked = tuple(
        Question(row.id, "officer", row.type, 1, (), f"Why {row.id}?", None, (), (), (), False) for row in rows
    )
    save_run(Run(about, {ASKBOARD: tuple(rows), "refuser": tuple(refuser)}, asked), folder)


def _row(
    name: str, kind: str, right: float = 0.0, stage: str | None = None, refused: bool = False, known: bool = True
) -> Row:
    measured = {"right": right, "cited": None if refused or not known else 1.0, "hit@5": 1.0 if known else None}
    measured["quotes"] = None if refused else 1.0
    refusal = {
        "refusal precision": float(not known) if refused else None,
        "refusal recall": None if known else float(refused),
    }
    scores = dict.fromkeys([*MEASURES, "quotes"]) | measured | refusal
    return Row(name, "tune", kind, "officer", 1, scores, quotes=None if refused else (2, 2), stage=stage)


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


def test_the_accepted_run_becomes_the_page_about_quality(app: AppTest, tmp_path: Path) -> None:
    _accept(tmp_path / "accepted")
    app.query_params["page"] = "quality"
    app.run()
    assert not app.error
    assert not app.exception
    shown = "\n".join(element.value for element in app.html)
    for said in (
        "5 questions about 2 sample papers", "23 November 2026", "Version abc1234",
        "Of 3 questions that the papers answer, 1 was answered fully and correctly.",
        "Of 2 questions that the papers do not answer, or not for the asker, 1 was refused, as all should be.",
        "Of 8 quotes, 8 stand word for word on the page named.", "3 of 5 answers were not right.",
        '<th scope="row">Looking something up</th><td>1 of 2</td>',
        '<th scope="row">The papers do not say, and it answered all the same</th><td>1</td>',
        '<th scope="row">Refusing every question</th><td>40% ',
    ):  # fmt: skip
        assert said in shown
    assert app.get("download_button")


def test_without_an_accepted_run_the_page_says_so_plainly(app: AppTest) -> None:
    app.query_params["page"] = "quality"
    app.run()
    assert not app.error
    assert any("No graded run is kept" in element.value for element in app.html)
    assert not app.get("download_button")


def test_a_damaged_accepted_run_is_named(app: AppTest, tmp_path: Path) -> None:
    _accept(tmp_path / "accepted")
    (tmp_path / "accepted" / "about.json").write_text("{}")
    app.query_params["page"] = "quality"
    app.run()
    assert "about.json is not what a run writes" in app.error[0].value.replace("\\", "")


def test_the_first_screen_imports_no_statistics_and_no_plots(tmp_path: Path) -> None:
    code = "import sys, app; print(*[name for name in sys.modules if name.split('.')[0] in ('eval', 'matplotlib')])"
    environment = os.environ | {"ASKBOARD_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""


def test_every_stage_and_every_type_of_question_has_members_words() -> None:
    assert set(quality.STAGES) == set(STAGES)
    files = (ROOT / "eval" / "questions").rglob("*.jsonl")
    types = {json.loads(line)["type"] for file in files for line in file.open(encoding="utf-8") if line.strip()}
    assert types <= set(quality.KINDS)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    board = Askboard.open(folder / "data")
    board.ingest([MINUTES, PLAN])
    board.close()
    _accept(folder / "accepted")
    script = str(_app_over(folder / "accepted", folder))
    with (folder / "log").open("w") as log, running_app(folder / "data", script=script, log=log) as started:
        yield started
    assert "Traceback" not in (folder / "log").read_text()


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


@with_browser
def test_the_page_about_quality_opens_gives_its_report_and_leads_back(page: Page, outside: list[str]) -> None:
    page.locator(".st-key-quality-link button").click()
    expect(page.get_by_role("heading", name="How well does Askboard do?")).to_be_visible(timeout=60_000)
    assert page.url.endswith("?page=quality")
    assert page.locator(".figures li").first.inner_text().startswith("33%")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Download the full report").click()
    told = Path(download.value.path()).read_text(encoding="utf-8")
    assert "Of 3 questions that the papers answer, 1 was answered fully and correctly." in told
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.go_back()
    expect(page.get_by_test_id("stChatMessage")).to_have_count(2, timeout=60_000)
    assert outside == []


@with_browser
def test_the_report_filters_its_misses_and_never_scrolls_sideways(browser: Browser, tmp_path: Path) -> None:
    _accept(tmp_path)
    (tmp_path / "report.html").write_text(report(load_run(tmp_path)), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"file://{tmp_path / 'report.html'}#miss-q2")
    assert page.locator("article details[open]").count() == 1
    page.locator("select[name=stage]").select_option("not quoted")
    assert page.locator("output").inner_text() == "2 of 3 shown"
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("button", name="Open all").click()
    expect(page.locator("output")).to_have_text("3 of 3 shown")
    assert page.locator("article details[open]").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert len(requested) == 1
    page.close()


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
