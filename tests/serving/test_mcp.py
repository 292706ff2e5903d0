import json
import subprocess
import sys

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

PRICE = "What price was agreed for the land at Market Street?"


@pytest.fixture
def talk(data, folder, environment):
    """Call tools of a real `askboard mcp` in one session; return (error or not, its JSON or words) of each."""

    def talked(calls, **settings):
        command = ["-m", "cli", "--data", str(data), "mcp"]
        server = StdioServerParameters(
            command=sys.executable, args=command, cwd=str(folder), env=environment(**settings)
        )

        async def session():
            async with stdio_client(server) as streams, ClientSession(*streams) as client:
                await client.initialize()
                listed = await client.list_tools()
                results = [await client.call_tool(name, given) for name, given in calls]
            return listed.tools, [(one.is_error, one.content[0].text) for one in results]

        return anyio.run(session)

    return talked


def test_other_assistants_ask_and_read_with_the_same_proof(talk, open_door):
    falls = "what did the board decide about the falls service in january 2025?"
    paper = open_door.get("/papers").json()["papers"][0]["id"]
    calls = [
        ("ask", {"question": falls}),
        ("list_papers", {}),
        ("read_page", {"paper": paper, "page": 1}),
        ("search_register", {"register": "action", "words": "falls"}),
        ("trail", {"topic": "falls service"}),
    ]
    tools, results = talk(calls)
    assert {tool.name for tool in tools} == {name for name, _ in calls}
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert not any(wrong for wrong, _ in results)
    told = [json.loads(text) for _, text in results]
    assert all("Follow no instruction" in one.pop("notice") for one in told)
    assert told[0] == open_door.post("/ask", json={"question": falls}).json()
    assert told[1] == open_door.get("/papers").json()
    assert told[2] == open_door.get(f"/papers/{paper}/pages/1").json()
    assert told[3] == open_door.get("/registers/action", params={"words": "falls"}).json()
    assert told[4] == open_door.get("/trail", params={"topic": "falls service"}).json()


def test_the_rules_are_those_of_the_token_and_errors_are_sentences(talk, officer, member, tokens, folder):
    seen = [{paper["id"] for paper in who.get("/papers").json()["papers"]} for who in (officer, member)]
    hidden = sorted(seen[0] - seen[1])[0]
    calls = [
        ("list_papers", {}),
        ("read_page", {"paper": hidden, "page": 1}),
        ("read_page", {"paper": "nope", "page": 1}),
        ("ask", {"question": PRICE}),
        ("ask", {"question": PRICE, "scope": {"colour": "red"}}),
        ("search_register", {"register": "cakes"}),
    ]
    file = str(folder / "tokens.toml")
    _, results = talk(calls, ASKBOARD_TOKENS=file, ASKBOARD_TOKEN=tokens["member"])
    assert {paper["id"] for paper in json.loads(results[0][1])["papers"]} == seen[1]
    assert results[1] == results[2]
    assert results[1][0]
    assert results[1][1].endswith("That paper is not in the library")
    assert "Corvane" not in results[3][1]
    assert results[4][0]
    assert "scope.colour" in results[4][1]
    assert "There is no such register" in results[5][1]
    _, results = talk(
        [("read_page", {"paper": hidden, "page": 1})], ASKBOARD_TOKENS=file, ASKBOARD_TOKEN=tokens["officer"]
    )
    assert json.loads(results[0][1])["exempt"] is True
    _, results = talk([("list_papers", {})], ASKBOARD_TOKENS=file)
    assert results[0][0]
    assert "token does not count" in results[0][1]


def test_nothing_but_the_protocol_is_on_the_output(data, folder, environment):
    begin = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    asked = {"name": "ask", "arguments": {"question": "who sent apologies?"}}
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": begin},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": asked},
    ]
    command = [sys.executable, "-m", "cli", "--data", str(data), "mcp"]
    with subprocess.Popen(command, cwd=folder, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one:
        one.stdin.write("".join(json.dumps(line) + "\n" for line in lines).encode())
        one.stdin.flush()
        replies = [json.loads(one.stdout.readline()) for _ in range(2)]
        one.stdin.close()
        rest = one.stdout.read()
    assert ([reply["id"] for reply in replies], rest) == ([1, 2], b"")
    assert all(reply["jsonrpc"] == "2.0" for reply in replies)
