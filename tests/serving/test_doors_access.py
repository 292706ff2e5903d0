import datetime
import re

import httpx
import pytest

from index.model import ANYONE, KEEPER
from ingest.model import REGISTERS
from serving.access import Doorkeeper, TokensError, hashed, new_token

SECRETS = (
    "Corvane", "Larkmoor", "Quillan Trask", "Aldous Wray", "Farrant", "Pellow", "Dorrick", "2.28m", "2.42m",
    "overage is payable", "negotiating limit", "exempt report,", "exempt minutes,", "item-11-exempt", "exempt-minute",
)  # fmt: skip
PRICE = "What price was agreed for the land at Market Street?"
TODAY = datetime.date(2026, 1, 1)


def leaks(text):
    return [secret for secret in SECRETS if secret.lower() in text.lower()]


@pytest.fixture(scope="module")
def hidden(officer, member):
    """The ids of papers that an officer sees and a member does not."""
    seen = [{paper["id"] for paper in who.get("/papers?limit=200").json()["papers"]} for who in (officer, member)]
    assert len(seen[0] - seen[1]) == 2
    return sorted(seen[0] - seen[1])


def test_lists_and_counts_hold_only_what_may_be_seen(officer, member, open_door):
    theirs, all_of_it, anyone = (who.get("/papers?limit=200").json() for who in (member, officer, open_door))
    assert theirs == anyone
    assert all_of_it["total"] == theirs["total"] + 2
    assert leaks(str(theirs)) == []
    assert {paper["exempt"] for paper in theirs["papers"]} == {0}


@pytest.mark.parametrize("path", ["", "/items", "/pages/1", "/pages/1.png", "/pages/2", "/pages/999"])
def test_forbidden_and_unknown_papers_read_the_same(officer, member, hidden, path):
    unknown = member.get(f"/papers/0123456789abcdef{path}")
    for paper in hidden:
        forbidden = member.get(f"/papers/{paper}{path}")
        assert (forbidden.status_code, forbidden.content) == (404, unknown.content)
        assert dict(forbidden.headers) == dict(unknown.headers)
        assert officer.get(f"/papers/{paper}").status_code == 200


def test_a_scope_of_a_forbidden_paper_reads_as_one_of_an_unknown_one(member, hidden):
    for make in (lambda p: member.post("/ask", json={"question": PRICE, "scope": {"paper": p}}),
                 lambda p: member.get("/registers/minute", params={"paper": p})):  # fmt: skip
        unknown = make("0123456789abcdef")
        assert {(make(p).status_code, make(p).content) for p in hidden} == {(404, unknown.content)}


def test_answers_registers_and_trails_do_not_leak(member):
    answer = member.post("/ask", json={"question": PRICE})
    assert leaks(answer.text) == []
    for register in REGISTERS:
        assert leaks(member.get(f"/registers/{register}?limit=200").text) == []
    for topic in ("land at Market Street", "Corvane Estates"):
        told = member.get("/trail", params={"topic": topic}).text
        assert [secret for secret in leaks(told) if secret.lower() not in topic.lower()] == []


def test_an_officer_sees_what_a_member_does_not(officer, hidden):
    answer = officer.post("/ask", json={"question": PRICE}).json()
    assert {citation["paper"] for citation in answer["citations"]} & set(hidden)


def test_the_same_question_one_after_the_other_shares_nothing(officer, member):
    first = member.post("/ask", json={"question": PRICE}).json()
    officer.post("/ask", json={"question": PRICE})
    assert member.post("/ask", json={"question": PRICE}).json() == first


@pytest.mark.parametrize("shown", [None, "Bearer nonsense", "Basic abc", "Bearer \u00e9", "bearer", "Bearer a b"])
@pytest.mark.parametrize("path", ["/papers", "/papers/x", "/registers/vote", "/trail?topic=a", "/nowhere"])
def test_nothing_is_told_without_a_token_that_counts(kept_door, shown, path):
    headers = {"Authorization": shown.encode("latin-1")} if shown else {}
    refused = httpx.get(f"{kept_door}/v1{path}", headers=headers)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert refused.json() == {"error": "Show your token: send the header “Authorization: Bearer” with it"}


def test_health_and_the_page_about_the_api_need_no_token(kept_door):
    assert httpx.get(f"{kept_door}/v1/health").json() == {"status": "ok", "ready": True}
    assert httpx.get(f"{kept_door}/v1/docs").status_code == 200


def test_a_token_taken_away_is_refused_at_the_next_request(kept_door, folder):
    file = folder / "tokens.toml"
    before = file.read_text()
    late = {"Authorization": f"Bearer {new_token(file, 'Leaver', True)}"}
    assert httpx.get(f"{kept_door}/v1/papers", headers=late).status_code == 200
    file.write_text(before)
    assert httpx.get(f"{kept_door}/v1/papers", headers=late).status_code == 401


def test_a_broken_file_of_tokens_lets_no_one_in(kept_door, folder, tokens):
    file, headers = folder / "tokens.toml", {"Authorization": f"Bearer {tokens['officer']}"}
    before = file.read_text()
    file.write_text("[[token]\n")
    refused = httpx.get(f"{kept_door}/v1/papers", headers=headers)
    file.write_text(before)
    assert (refused.status_code, str(folder) in refused.text) == (503, False)
    assert httpx.get(f"{kept_door}/v1/papers", headers=headers).status_code == 200


def test_the_file_keeps_hashes_only_and_is_its_owners_alone(tmp_path):
    file = tmp_path / "tokens.toml"
    token = new_token(file, "Jo Alder", False)
    assert token not in file.read_text()
    assert hashed(token) in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert Doorkeeper(file, KEEPER).viewer(token, TODAY) == ANYONE
    assert Doorkeeper(file, KEEPER).viewer(None, TODAY) is None


def test_a_token_ends_after_its_last_day(tmp_path):
    file = tmp_path / "tokens.toml"
    token = new_token(file, "Jo Alder", True)
    file.write_text(file.read_text() + "until = 2026-01-01\n")
    keeper = Doorkeeper(file, ANYONE)
    assert keeper.viewer(token, TODAY) == KEEPER
    assert keeper.viewer(token, TODAY + datetime.timedelta(1)) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[token]", "cannot be read"),
        ('[[token]]\nname = "Jo"\n', "cannot be used: token.0.sha256"),
        ('[[token]]\nname = "Jo"\nsha256 = "abc"\n', "cannot be used: token.0.sha256"),
        (f'[[token]]\nname = "Jo"\nsha256 = "{"a" * 64}"\ngroups = ["exempt"]\n', "cannot be used: token.0.groups"),
        (f'[[token]]\nname = "Jo"\nsha256 = "{"a" * 64}"\n' * 2, "holds one token twice"),
    ],
)
def test_a_file_of_tokens_that_cannot_be_used_says_why(tmp_path, text, said):
    file = tmp_path / "tokens.toml"
    file.write_text(text)
    with pytest.raises(TokensError, match=re.escape(said)):
        Doorkeeper(file, ANYONE)


def test_a_missing_file_of_tokens_is_not_an_open_door(tmp_path):
    with pytest.raises(TokensError, match="cannot be read: No such file"):
        Doorkeeper(tmp_path / "tokens.toml", ANYONE)
