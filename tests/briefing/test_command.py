import re

import pytest
from click.testing import CliRunner

import answer.askboard
from cli import main

MEETING = "22 January 2025"


@pytest.fixture
def run(data, monkeypatch, tmp_path, embedder):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(answer.askboard, "SentenceTransformerEmbedder", lambda _=None: embedder)
    return lambda *given: CliRunner().invoke(main, ["--data", str(data), "brief", *given])


def test_a_note_is_printed_with_its_sources(run):
    result = run(MEETING, "--item", "6")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Briefing note: Falls Prevention and Response Service")
    assert "DECISION NEEDED" in lines
    assert any(re.match(r"- Resolved, 22 January 2025 \(minute 47\): \(a\) .* \[\d+\]$", line) for line in lines)
    assert "[1] January 2025 pack, item 6, page 11 (PDF 11)" in lines
    assert lines[-1] == "Draft from the papers; checked by ________"


@pytest.mark.parametrize("ending", [".docx", ".md", ".pdf"])
def test_a_note_is_written_into_a_file(run, tmp_path, ending):
    result = run(MEETING, "--item", "8B", "--out", f"note{ending}")
    assert re.fullmatch(rf"Drafted note{ending}: \d+ lines, check it before it goes out\n", result.stdout)
    assert (tmp_path / f"note{ending}").stat().st_size > 1000


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "Name a meeting, a paper or a topic"),
        (("1 May 1999",), "There is no meeting or paper “1 May 1999” in the library"),
        ((MEETING, "--item", "77"), "has no item 77"),
        ((MEETING, "--out", "note.txt"), "is none of these"),
    ],
)
def test_what_cannot_be_drafted_is_one_line(run, given, said):
    result = run(*given)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert said in result.stderr
