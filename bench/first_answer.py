"""Time from Enter to the first proved line on the screen, in a browser: `python -m bench.first_answer [--questions N]`.

Over the sample papers, without a language model, each question in a conversation of its own; what the browser's own
clock says, from the key going down to the frame in which the line (or word that nothing was found) stands there.
"""

import argparse
import json
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

import click
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 120
PORT = "--server.port"
QUESTIONS = ROOT / "eval" / "questions" / "samples" / "tune.jsonl"
TIMED = """known => {
  window.seconds = null;
  document.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    const start = performance.now();
    const look = () => {
      if (document.querySelectorAll("[data-testid=stChatMessage] :is(.said .mark, .notice)").length > known)
        window.seconds = (performance.now() - start) / 1000;
      else requestAnimationFrame(look);
    };
    look();
  }, {once: true, capture: true});
}"""
SETTLED = 700
ALL, TAIL = 1000, 0.95


def main() -> None:
    """Fill a passing library, ask, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=ALL, help="how many of the questions (default: all)")
    wanted = parser.parse_args().questions
    with TemporaryDirectory() as data, app(Path(data)) as address, browser() as opened:
        page = opened.new_page(viewport={"width": 1400, "height": 900})
        page.goto(address)
        page.get_by_role("button", name="Load the sample papers").click(timeout=PATIENCE * 1000)
        page.locator(".st-key-suggestion-0").wait_for(timeout=PATIENCE * 1000)
        first, *seconds = [_timed(page, question) for question in _questions()[: wanted + 1]]
    click.echo(f"first question after the start: {first:.2f} s")
    click.echo(told(seconds))


def told(seconds: list[float]) -> str:
    """Return the median, the 95th percentile (nearest rank) and the longest of some times, and those over 1 s."""
    ranked = sorted(seconds)
    tail = ranked[math.ceil(TAIL * len(ranked)) - 1]
    over = sum(one > 1 for one in ranked)
    return (
        f"{len(ranked)} questions: median {statistics.median(ranked):.2f} s, 95th percentile {tail:.2f} s,"
        f" longest {ranked[-1]:.2f} s, {over} over 1 s"
    )


def free_port() -> int:
    """Return a port of this computer that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def app(
    data: Path, *options: str, script: str = "app.py", log: IO[str] | None = None, **settings: str
) -> Iterator[str]:
    """Yield the address of an app over a data folder that ends with the block.

    `options` are Streamlit's own, `settings` are as in the environment, what it says goes to `log`.
    """
    port = next((after for name, after in pairwise(options) if name == PORT), str(free_port()))
    environment = os.environ | {"ASKBOARD_DATA": str(data), "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)} | settings
    command = [sys.executable, "-m", "streamlit", "run", script, *options, PORT, port]
    heard = log or subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=heard, stderr=heard)
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield Chromium or Chrome, as it is installed."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        opened = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield opened
        opened.close()


def _questions() -> list[str]:
    rows = map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())
    return [row["question"] for row in rows if not row.get("history")]


def _timed(page: Page, question: str) -> float:
    """Ask in a new conversation and return the seconds to the first line of the answer."""
    new = page.locator(".st-key-new-conversation button")
    if new.is_enabled():
        new.click()
    page.locator(".st-key-suggestion-0").wait_for(timeout=PATIENCE * 1000)
    page.wait_for_timeout(SETTLED)
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    page.evaluate(TIMED, 0)
    box.press("Enter")
    page.wait_for_function("window.seconds !== null", timeout=PATIENCE * 1000)
    page.locator(".st-key-ask-again").wait_for(timeout=PATIENCE * 1000)
    return float(page.evaluate("window.seconds"))


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
