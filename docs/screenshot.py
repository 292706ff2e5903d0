"""Takes the pictures in docs/ from the running app, from an empty library on: `python -m docs.screenshot [NAME...]`."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page

from bench.first_answer import PATIENCE, app, browser
from people.users import FILE, People

DOCS = Path(__file__).parent
QUESTION = "For how long was the commissioning of the Falls Prevention and Response Service approved?"
WAIT = PATIENCE * 1000
COLOURS = 192
WIDE, NARROW = (1400, 900), (390, 844)
ADMINISTRATOR, PASSWORD = "Ana Vale", "three wet otters"


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen to be taken: its name in docs/, its address, and how it is brought to what it is to show."""

    name: str
    address: str
    reach: Callable[[Page], None]
    size: tuple[int, int] = WIDE
    scheme: str = "light"


def main() -> None:
    """Fill a passing library as a newcomer does and take the pictures, or those that are named."""
    wanted = set(sys.argv[1:])
    with TemporaryDirectory() as folder, browser() as opened:
        data = Path(folder)
        with app(data) as address:
            _take(opened, address, EMPTY, wanted)
            _load(opened, address)
            for picture in OPEN:
                _take(opened, address, picture, wanted)
        people = People(data / FILE)
        for name in (ADMINISTRATOR, "Bo Marsh", "Cy Ford"):
            people.add(name, PASSWORD)
        with app(data, ASKBOARD_SIGN_IN="people") as address:
            for picture in SIGNED:
                _take(opened, address, picture, wanted)


def _load(opened: Browser, address: str) -> None:
    page = opened.new_page()
    page.goto(address)
    page.get_by_role("button", name="Load the sample papers").click(timeout=WAIT)
    _welcomed(page)
    page.close()


def _take(opened: Browser, address: str, picture: Picture, wanted: set[str]) -> None:
    if wanted and picture.name not in wanted:
        return
    width, height = picture.size
    page = opened.new_page(viewport={"width": width, "height": height}, color_scheme=picture.scheme)  # type: ignore[arg-type]
    page.goto(f"{address}/{picture.address}")
    picture.reach(page)
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.wait_for_timeout(1500)
    taken = Image.open(BytesIO(page.screenshot())).convert("RGB")
    taken.quantize(COLOURS, dither=Image.Dither.NONE).save(DOCS / f"{picture.name}.png", optimize=True)
    page.close()


def _ask(page: Page, question: str) -> None:
    page.get_by_test_id("stChatInputTextArea").fill(question, timeout=WAIT)
    page.get_by_test_id("stChatInputTextArea").press("Enter")
    page.locator(".st-key-ask-again").wait_for(timeout=WAIT)


def _empty(page: Page) -> None:
    page.get_by_text("No papers yet").wait_for(timeout=WAIT)


def _welcomed(page: Page) -> None:
    page.locator(".st-key-suggestion-0").wait_for(timeout=WAIT)


def _cited(page: Page) -> None:
    _ask(page, QUESTION)
    page.locator(".st-key-cite-0-1 button").click(timeout=WAIT)
    page.locator(".st-key-page-pane img").wait_for(timeout=WAIT)


def _answered(page: Page) -> None:
    _ask(page, QUESTION)
    page.get_by_test_id("stChatMessage").first.scroll_into_view_if_needed()


def _sure(page: Page) -> None:
    _ask(page, QUESTION)
    page.get_by_text("How sure is this, and why?").click(timeout=WAIT)
    page.locator(".st-key-ask-again").scroll_into_view_if_needed()


def _not_found(page: Page) -> None:
    _ask(page, "How much was spent on the falls service in 2031?")


def _prepared(page: Page) -> None:
    page.get_by_text("Abbreviations in these papers").wait_for(timeout=WAIT)


def _listed(page: Page) -> None:
    page.get_by_role("button", name="Download as Excel").wait_for(timeout=WAIT)


def _drafted(page: Page) -> None:
    page.locator(".st-key-draft-note button").click(timeout=WAIT)
    page.get_by_role("button", name="Download as Word").wait_for(timeout=WAIT)
    page.get_by_role("heading", level=2).first.scroll_into_view_if_needed()


def _edited(page: Page) -> None:
    _drafted(page)
    page.get_by_text("Change the lines").click()
    page.get_by_label("Leave line 1 out").wait_for(timeout=WAIT)


def _read(page: Page) -> None:
    page.get_by_text("All 3 pages were read").first.wait_for(timeout=WAIT)


def _graded(page: Page) -> None:
    page.get_by_text("By kind of question").wait_for(timeout=WAIT)


def _asked_who(page: Page) -> None:
    page.get_by_label("Password", exact=True).wait_for(timeout=WAIT)


def _let_in(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill(ADMINISTRATOR, timeout=WAIT)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("First password").wait_for(timeout=WAIT)


EMPTY = Picture("empty", "", _empty)
OPEN = (
    Picture("welcome", "", _welcomed),
    Picture("chat", "", _cited),
    Picture("chat-dark", "", _cited, scheme="dark"),
    Picture("chat-narrow", "", _answered, NARROW),
    Picture("page-narrow", "", _cited, NARROW),
    Picture("sure", "", _sure),
    Picture("not-found", "", _not_found),
    Picture("meeting", "?page=meeting", _prepared, (1400, 1100)),
    Picture("registers", "?page=registers", _listed, (1400, 1100)),
    Picture("briefing", "?page=briefing", _drafted, (1400, 1300)),
    Picture("briefing-edited", "?page=briefing", _edited, (1400, 1300)),
    Picture("papers", "?page=papers", _read, (1400, 1100)),
    Picture("quality", "?page=quality", _graded, (1400, 1500)),
)
SIGNED = (Picture("sign-in", "", _asked_who), Picture("people", "?page=people", _let_in, (1400, 1100)))


if __name__ == "__main__":
    main()
