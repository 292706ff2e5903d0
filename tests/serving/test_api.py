import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FALLS = "what did the board decide about the falls service in january 2025?"
JANUARY = "marlowe-vale-hwb-2025-01-22-minutes.pdf"


def ask(client, question, **more):
    return client.post("/ask", json={"question": question, **more})


@pytest.fixture(scope="module")
def papers(open_door):
    return {paper["file"]: paper for paper in open_door.get("/papers").json()["papers"]}


def test_an_answer_comes_with_its_whole_proof(open_door, papers):
    answer = ask(open_door, FALLS).json()
    assert not answer["refused"]
    first = answer["citations"][0]
    assert (first["paper"], first["pdf_page"], first["minute"]) == (papers[JANUARY]["id"], 3, "47")
    assert first["place"].startswith("January 2025 minutes, minute 47")
    assert {number for claim in answer["claims"] for number in claim["citations"]} <= {
        one["number"] for one in answer["citations"]
    }
    page = open_door.get(f"/papers/{first['paper']}/pages/{first['pdf_page']}").json()
    assert " ".join(first["quote"].split()) in " ".join(page["text"].split())
    assert first["boxes"]
    assert all(0 <= share <= 1 for box in first["boxes"] for share in box)


def test_earlier_turns_are_understood(open_door):
    turns = [{"role": "user", "content": FALLS}, {"role": "assistant", "content": "A year was approved. [1]"}]
    assert ask(open_door, "and when is it to report back?", turns=turns).status_code == 200


def test_a_scope_narrows_to_meeting_kind_paper_and_item(open_door, papers):
    scope = {"meeting": "2025-06-18", "kind": "agenda pack", "item": "9"}
    answer = ask(open_door, "what is the board asked to note?", scope=scope).json()
    assert answer["citations"]
    assert {(c["meeting"], c["item"]) for c in answer["citations"]} == {("2025-06-18", "9")}
    one = ask(open_door, "who sent apologies?", scope={"paper": papers[JANUARY]["id"]}).json()
    assert {c["file"] for c in one["citations"]} == {JANUARY}


@pytest.mark.parametrize("scope", [{"body": "Nobody"}, {"paper": "nope"}, {"meeting": "1999-01-01"}, {"item": "99"}])
def test_a_scope_without_papers_is_said_and_never_widened(open_door, scope):
    refused = ask(open_door, "what is recommended?", scope=scope)
    assert (refused.status_code, refused.json()) == (404, {"error": "No paper in the library is within that scope"})


def test_papers_items_pages_and_pictures_are_read(open_door, papers):
    pack = next(paper for paper in papers.values() if paper["kind"] == "agenda pack")
    items = open_door.get(f"/papers/{pack['id']}/items").json()["items"]
    assert len(items) == pack["items"]
    picture = open_door.get(f"/papers/{pack['id']}/pages/1.png")
    assert (picture.headers["content-type"], picture.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    plan = next(paper for paper in papers.values() if not paper["paged"])
    assert open_door.get(f"/papers/{plan['id']}/pages/1").json()["pdf_page"] is None
    assert open_door.get(f"/papers/{plan['id']}/pages/1.png").status_code == 404


def test_registers_come_in_parts_that_make_the_whole(open_door):
    whole = open_door.get("/registers/action", params={"limit": 200}).json()
    parts = [open_door.get("/registers/action", params={"limit": 10, "offset": at}).json() for at in range(0, 40, 10)]
    assert [entry for part in parts for entry in part["entries"]] == whole["entries"]
    assert whole["total"] == len(whole["entries"]) > 10
    assert whole["register"] == "action"
    assert all(entry["citations"] for entry in whole["entries"])


def test_a_trail_is_told_oldest_first(open_door):
    trail = open_door.get("/trail", params={"topic": "falls service"}).json()
    days = [step["date"] for step in trail["steps"]]
    assert days == sorted(days)
    assert {"decided"} <= {step["step"] for step in trail["steps"]}


def test_the_page_about_the_api_needs_nothing_from_the_network(open_door):
    page = open_door.get("/docs").text
    assert "POST /v1/ask" in page
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    schema = open_door.get("/openapi.json").json()
    assert set(schema["paths"]) == {
        "/v1/ask", "/v1/trail", "/v1/registers/{name}", "/v1/papers", "/v1/papers/{paper}", "/v1/papers/{paper}/items",
        "/v1/papers/{paper}/pages/{number}", "/v1/papers/{paper}/pages/{number}.png", "/v1/health",
    }  # fmt: skip


def test_every_response_forbids_what_a_browser_should_not_do(open_door):
    for path in ("/health", "/papers", "/nowhere", "/docs"):
        headers = open_door.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost:1:2", "[::1"])
def test_another_name_is_not_answered(open_door, host):
    refused = open_door.get("/papers", headers={"Host": host})
    assert refused.status_code in (400, 421)
    assert "marlowe" not in refused.text


def test_without_tokens_nothing_comes_through_a_proxy(open_door):
    assert open_door.get("/papers", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nowhere", 404, "There is no such address here"),
        ("DELETE", "/papers", 405, "That cannot be done here"),
        ("GET", "/ask", 405, "That cannot be done here"),
        ("GET", "/papers/nope", 404, "That paper is not in the library"),
        ("GET", "/papers?limit=100000", 400, "“limit” cannot be used"),
        ("GET", "/papers?offset=-1", 400, "“offset” cannot be used"),
        ("GET", "/registers/cakes", 404, "There is no such register"),
        ("GET", "/registers/vote?meeting=2025-99-99", 400, "“meeting” cannot be used"),
        ("GET", "/trail", 400, "“topic” is missing"),
        ("POST", "/ask", 400, "is missing|cannot be read"),
    ],
)
def test_a_wrong_request_gets_one_sentence(open_door, method, path, status, said):
    refused = open_door.request(method, path)
    assert refused.status_code == status
    assert list(refused.json()) == ["error"]
    assert re.search(said, refused.json()["error"])


def test_too_much_is_refused(open_door):
    assert ask(open_door, "x" * 2001).status_code == 400
    assert ask(open_door, "what?", turns=[{"role": "user", "content": "a"}] * 21).status_code == 400
    large = open_door.post("/ask", content=b" " * 600_000, headers={"Content-Type": "application/json"})
    assert (large.status_code, large.json()) == (413, {"error": "The request is too large: send at most 512 KB"})


def one_sentence(response):
    """Tell whether a response is an answer or one sentence, without a trace of the machine behind it."""
    if response.status_code == 200:
        return True
    said = response.json()
    return 400 <= response.status_code < 500 and list(said) == ["error"] and "Traceback" not in said["error"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(body=anything | st.fixed_dictionaries({"question": st.integers() | st.none()}, optional={"scope": anything}))
def test_no_body_is_answered_with_more_than_a_sentence(open_door, body):
    assert one_sentence(open_door.post("/ask", json=body))


@FUZZ
@given(content=st.binary(max_size=200))
def test_no_bytes_are_answered_with_more_than_a_sentence(open_door, content):
    assert one_sentence(open_door.post("/ask", content=content, headers={"Content-Type": "application/json"}))


@FUZZ
@given(
    route=st.sampled_from(
        ["/papers/{}", "/papers/{}/items", "/papers/{}/pages/1", "/registers/{}", "/papers?limit={}"]
    ),
    part=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
)
def test_no_address_is_answered_with_more_than_a_sentence(open_door, route, part):
    assert one_sentence(open_door.get(route.format(quote(part, safe=""))))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_any_text_may_be_asked(open_door, question):
    assert one_sentence(ask(open_door, question))


def test_ten_clients_at_once_each_get_their_own_answer(open_door):
    asked = [FALLS, "who sent apologies for absence in january 2025?", "what is the budget of scheme 3?", "who chairs?"]
    alone = {question: ask(open_door, question).json() for question in asked}
    with ThreadPoolExecutor(10) as clients:
        given = [asked[at % len(asked)] for at in range(10)]
        for question, response in zip(given, clients.map(lambda one: ask(open_door, one), given), strict=True):
            assert response.json() == alone[question]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--host", "0.0.0.0"), "Without tokens only this machine is answered"),
        (("--host", "192.0.2.1"), "Without tokens only this machine is answered"),
    ],
)
def test_another_address_needs_tokens(data, folder, environment, options, said):
    command = [sys.executable, "-m", "cli", "--data", str(data), "serve", "--port", "0", *options]
    ended = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert said in ended.stderr


def test_a_port_that_is_taken_is_one_sentence(open_door, data, folder, environment):
    port = httpx.URL(open_door.base_url).port
    command = [sys.executable, "-m", "cli", "--data", str(data), "serve", "--port", str(port)]
    ended = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert f"port {port} cannot be used" in ended.stderr
