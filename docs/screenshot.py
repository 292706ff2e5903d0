"""Writes the pictures in docs/ from the app over the sample papers: `python docs/screenshot.py`."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
CHAT, QUALITY, PAPERS = (ROOT / "docs" / f"{name}.png" for name in ("chat", "quality", "papers"))
QUESTION = "For how long was the commissioning of the Falls Prevention and Response Service approved?"
PORT = 8597
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE = 120


def main() -> None:
    """Read the samples into a passing library and take the pictures."""
    with TemporaryDirectory() as data, _app(Path(data)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        _take_chat(browser.new_page(viewport={"width": 1400, "height": 900}), address)
        _take_quality(browser.new_page(viewport={"width": 1400, "height": 1500}), address)
        _take_papers(browser.new_page(viewport={"width": 1400, "height": 1100}), address)
        browser.close()


@contextmanager
def _app(data: Path) -> Iterator[str]:
    environment = os.environ | {"ASKBOARD_DATA": str(data), "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    ingest = "from pathlib import Path; from answer.askboard import Askboard as A; " + (
        f"A.open(Path({str(data)!r})).ingest([Path({str(ROOT / 'samples' / 'papers')!r})])"
    )
    subprocess.run([sys.executable, "-c", ingest], cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(f"http://localhost:{PORT}/_stcore/health")
        yield f"http://localhost:{PORT}"
    finally:
        server.terminate()
        server.wait(30)


def _take_chat(page: Page, address: str) -> None:
    """Ask a question and open its first citation."""
    page.goto(address)
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(QUESTION)
    box.press("Enter")
    page.locator(".st-key-cite-0-1 button").click(timeout=PATIENCE * 1000)
    page.locator(".st-key-page-pane img").wait_for()
    _take(page, CHAT)


def _take_quality(page: Page, address: str) -> None:
    page.goto(f"{address}/?page=quality")
    page.get_by_text("By kind of question").wait_for(timeout=PATIENCE * 1000)
    _take(page, QUALITY)


def _take_papers(page: Page, address: str) -> None:
    page.goto(f"{address}/?page=papers")
    page.get_by_text("All 3 pages were read").first.wait_for(timeout=PATIENCE * 1000)
    _take(page, PAPERS)


def _take(page: Page, path: Path) -> None:
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)
    page.screenshot(path=path)


def _wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urlopen(url):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(f"nothing answered at {url}")


if __name__ == "__main__":
    main()
