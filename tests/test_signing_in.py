import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import oidc_provider_mock
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from answer.askboard import Askboard
from bench.first_answer import PORT, free_port
from cli import main
from index.model import ANYONE, KEEPER, Viewer
from people.users import People

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PASSWORD = "three wet otters"
PATIENCE = 60_000
SECRETS = """[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "known to this test alone"
client_id = "askboard"
client_secret = "known to this test too"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome is installed")


@pytest.fixture(scope="module")
def people(data: Path, tmp_path_factory: pytest.TempPathFactory) -> People:
    """Ana, Bo and Cy, who may sign in to a library of the sample papers."""
    library = tmp_path_factory.mktemp("signing-in") / "library"
    shutil.copytree(data, library)
    people = People(library / "people.json")
    for name, role in (("Ana Vale", None), ("Bo Marsh", "member"), ("Cy Ford", "reader")):
        people.add(name, PASSWORD, role)
    return people


@pytest.fixture(scope="module")
def address(people: People, run_app: Callable[..., str]) -> str:
    return run_app(people.file.parent, ASKBOARD_SIGN_IN="people")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


def sign_in(page: Page, address: str, name: str, password: str = PASSWORD) -> None:
    page.goto(address)
    page.get_by_label("Name", exact=True).fill(name, timeout=PATIENCE)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_nobody_sees_a_paper_before_signing_in_nor_with_a_wrong_password(page: Page, address: str) -> None:
    sign_in(page, f"{address}/?page=papers", "Ana Vale", "not her password")
    expect(page.get_by_text("do not go together")).to_be_visible(timeout=PATIENCE)
    assert page.get_by_test_id("stSidebar").count() == 0
    assert page.get_by_text("Marlowe").count() == 0


def test_a_member_asks_but_neither_adds_papers_nor_lets_others_in(page: Page, address: str) -> None:
    sign_in(page, address, "bo marsh")
    expect(page.get_by_text("Signed in as Bo Marsh (member)")).to_be_visible(timeout=PATIENCE)
    page.get_by_test_id("stChatInputTextArea").wait_for(timeout=PATIENCE)
    assert page.get_by_test_id("stFileUploader").count() == 0
    assert page.get_by_role("button", name="Who may come in").count() == 0
    page.locator(".st-key-papers-link button").click()
    page.get_by_text("All 3 pages were read").first.wait_for(timeout=PATIENCE)
    assert page.get_by_role("button", name="Withdraw").count() == 0


@pytest.mark.parametrize(("name", "viewer"), [("Bo Marsh", KEEPER), ("Cy Ford", ANYONE)])
def test_a_member_sees_exempt_papers_and_a_reader_none(
    page: Page, address: str, board: Askboard, name: str, viewer: Viewer
) -> None:
    sign_in(page, address, name)
    seen = {card.file for card in board.papers(viewer)}
    hidden = {card.file for card in board.papers(KEEPER)} - seen
    assert bool(hidden) == (viewer == ANYONE)
    page.get_by_text(f"Papers ({len(seen)})").click(timeout=PATIENCE)
    expect(page.locator(".papers li")).to_have_count(len(seen), timeout=PATIENCE)
    titles = set(page.locator(".papers .paper-name").evaluate_all("all => all.map(one => one.title)"))
    assert titles == seen


def test_who_signs_out_leaves_nothing_behind_and_the_next_finds_no_conversation_of_theirs(
    page: Page, address: str
) -> None:
    sign_in(page, address, "Bo Marsh")
    page.get_by_test_id("stChatInputTextArea").fill("What is the weather on the moon?", timeout=PATIENCE)
    page.get_by_test_id("stChatInputTextArea").press("Enter")
    page.locator(".notice", has_text="Not found in these papers.").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Password", exact=True).wait_for(timeout=PATIENCE)
    assert page.get_by_text("weather on the moon").count() == 0
    sign_in(page, address, "Cy Ford")
    page.get_by_text("Conversations").click(timeout=PATIENCE)
    expect(page.get_by_text("No other is kept yet.")).to_be_visible(timeout=PATIENCE)
    assert page.get_by_text("weather on the moon").count() == 0


def test_an_administrator_lets_someone_in_and_out_again(
    page: Page, address: str, people: People, browser: Browser
) -> None:
    sign_in(page, address, "Ana Vale")
    page.get_by_role("button", name="Who may come in").click(timeout=PATIENCE)
    page.get_by_label("Name to sign in with").fill("Di Weir", timeout=PATIENCE)
    page.get_by_label("First password").fill("short")
    page.get_by_role("button", name="Let them in").click()
    expect(page.get_by_text("12 to 200 characters")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("First password").fill(PASSWORD)
    page.get_by_role("button", name="Let them in").click()
    expect(page.get_by_role("heading", name="Di Weir")).to_be_visible(timeout=PATIENCE)
    theirs = browser.new_context().new_page()
    sign_in(theirs, address, "Di Weir")
    expect(theirs.get_by_text("Signed in as Di Weir (member)")).to_be_visible(timeout=PATIENCE)
    page.locator("[class*='st-key-person-']", has_text="Di Weir").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Remove Di Weir").click()
    expect(page.get_by_role("heading", name="Di Weir")).to_have_count(0, timeout=PATIENCE)
    theirs.locator(".st-key-papers-link button").click()
    expect(theirs.get_by_label("Password", exact=True)).to_be_visible(timeout=PATIENCE)
    assert people.find("Di Weir") is None
    theirs.context.close()


def test_who_changes_their_password_stays_and_signs_in_with_the_new_one(
    page: Page, address: str, people: People
) -> None:
    people.add("Ed Holm", PASSWORD)
    sign_in(page, address, "Ed Holm")
    page.get_by_text("Change your password").click(timeout=PATIENCE)
    for label, said in (("Password now", PASSWORD), ("New password", "four dry otters")):
        page.get_by_label(label, exact=True).fill(said)
    page.get_by_label("New password again").fill("four dry otters")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible(timeout=PATIENCE)
    page.locator(".st-key-quality-link button").click()
    expect(page.get_by_text("Signed in as Ed Holm")).to_be_visible(timeout=PATIENCE)
    assert people.sign_in("Ed Holm", "four dry otters")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
def test_axe_finds_no_violation_at_the_door_nor_among_the_people(
    address: str, browser: Browser, violations: Callable[[Page], list[str]], scheme: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{address}/?page=people")
    page.get_by_label("Password", exact=True).wait_for(timeout=PATIENCE)
    assert violations(page) == []
    page.get_by_label("Name", exact=True).fill("Ana Vale")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("First password").wait_for(timeout=PATIENCE)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


@pytest.fixture(scope="module")
def provided(data: Path, run_app: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat whose people sign in with an OpenID Connect provider that runs beside it."""
    known = [
        oidc_provider_mock.User(sub="ana", claims={"name": "Ana Vale", "groups": ["clerks", "chess"]}),
        oidc_provider_mock.User(sub="cy", claims={"name": "Cy Ford", "groups": ["press"]}),
        oidc_provider_mock.User(sub="eve", claims={"name": "Eve Moss", "groups": ["chess"]}),
    ]
    folder, port = tmp_path_factory.mktemp("provided"), free_port()
    shutil.copytree(data, folder / "library")
    roles = '{"clerks": "administrator", "press": "reader"}'
    with oidc_provider_mock.run_server_in_thread(user_claims=known) as provider:
        told = SECRETS.format(address=f"http://localhost:{port}", provider=f"http://localhost:{provider.server_port}")
        (folder / "secrets.toml").write_text(told, encoding="utf-8")
        yield run_app(
            folder / "library", "--secrets.files", str(folder / "secrets.toml"), PORT, str(port),
            ASKBOARD_SIGN_IN="oidc", ASKBOARD_SIGN_IN_CLAIM="groups", ASKBOARD_SIGN_IN_ROLES=roles,
        )  # fmt: skip


def provide(page: Page, address: str, sub: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Sign in with your organisation's account").click(timeout=PATIENCE)
    page.get_by_role("button", name=sub, exact=True).first.click(timeout=PATIENCE)


def test_a_providers_group_makes_an_administrator_or_a_reader(page: Page, provided: str, browser: Browser) -> None:
    provide(page, provided, "ana")
    expect(page.get_by_text("Signed in as Ana Vale (administrator)")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_test_id("stFileUploader")).to_be_visible(timeout=PATIENCE)
    other = browser.new_context().new_page()
    provide(other, provided, "cy")
    expect(other.get_by_text("Signed in as Cy Ford (reader)")).to_be_visible(timeout=PATIENCE)
    assert other.get_by_test_id("stFileUploader").count() == 0
    other.context.close()


def test_a_sign_in_with_a_provider_outlasts_a_reload_and_ends_with_signing_out(page: Page, provided: str) -> None:
    provide(page, provided, "cy")
    expect(page.get_by_text("Signed in as Cy Ford (reader)")).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(page.get_by_text("Signed in as Cy Ford (reader)")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Sign out").click()
    # Signing out leads by the provider, which asks whether its own session is to end too.
    page.get_by_role("button", name="End session").click(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Sign in with your organisation's account")).to_be_visible(timeout=PATIENCE)
    assert page.get_by_text("Cy Ford").count() == 0


def test_one_whom_the_provider_knows_and_the_settings_do_not_sees_no_paper(page: Page, provided: str) -> None:
    provide(page, provided, "eve")
    expect(page.get_by_text("You signed in as Eve Moss, who has no part in this Askboard")).to_be_visible(
        timeout=PATIENCE
    )
    assert page.get_by_test_id("stSidebar").count() == 0
    assert page.get_by_test_id("stChatInputTextArea").count() == 0


def test_a_board_where_nobody_may_sign_in_yet_says_how_the_first_one_does(
    page: Page, run_app: Callable[..., str], tmp_path: Path
) -> None:
    page.goto(run_app(tmp_path / "library", ASKBOARD_SIGN_IN="people"))
    expect(page.get_by_text("askboard people add NAME")).to_be_visible(timeout=PATIENCE)
    command = ["--data", str(tmp_path / "library"), "people", "add", "Ana Vale"]
    done = CliRunner().invoke(main, command, input=f"{PASSWORD}\n{PASSWORD}\n")
    assert "Ana Vale may sign in as administrator" in done.output
    assert stat.S_IMODE((tmp_path / "library" / "people.json").stat().st_mode) == 0o600
    sign_in(page, page.url, "Ana Vale")
    expect(page.get_by_role("button", name="Load the sample papers")).to_be_visible(timeout=PATIENCE)


def test_an_unset_provider_is_told_of_in_one_sentence(page: Page, run_app: Callable[..., str], tmp_path: Path) -> None:
    roles = '{"ana@example.org": "administrator"}'
    page.goto(run_app(tmp_path / "library", ASKBOARD_SIGN_IN="oidc", ASKBOARD_SIGN_IN_ROLES=roles))
    page.get_by_role("button", name="Sign in with your organisation's account").click(timeout=PATIENCE)
    expect(page.get_by_text("no provider is named under [auth]")).to_be_visible(timeout=PATIENCE)
    assert page.get_by_test_id("stException").count() == 0
