import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import answer.askboard
from answer.askboard import Askboard
from cli import main

SAMPLES = Path(__file__).parents[1] / "samples" / "papers"
PAPERS = [SAMPLES / f"marlowe-vale-hwb-2025-01-22-{name}.pdf" for name in ("minutes", "exempt-minute")]
QUESTIONS = (
    "Who sent apologies for absence?",
    "What was decided about the falls service?",
    "What is the negotiating limit?",
)


@pytest.fixture
def run(tmp_path, monkeypatch, hash_embedder):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(answer.askboard, "SentenceTransformerEmbedder", hash_embedder)
    return lambda *given: CliRunner().invoke(main, [*map(str, given)])


@pytest.fixture
def filled(run):
    assert run("ingest", *PAPERS).exit_code == 0
    return run


def answers(run, data):
    """Return what a library answers to anyone and to those who may see exempt papers."""
    asked = [run("--data", data, "ask", question, "--json") for question in QUESTIONS]
    return [json.loads(one.stdout) for one in asked], run("--data", data, "papers").stdout


@pytest.mark.parametrize("see_exempt", ["false", "true"])
def test_a_restored_library_gives_the_same_answers(filled, monkeypatch, see_exempt):
    monkeypatch.setenv("ASKBOARD_SEE_EXEMPT", see_exempt)
    assert filled("backup", "kept.zip").exit_code == 0
    assert filled("restore", "kept.zip", "--data", "back").exit_code == 0
    assert answers(filled, "back") == answers(filled, "data")
    cited = json.dumps(answers(filled, "back")[0])
    assert ("exempt minute" in cited) == (see_exempt == "true")
    checked = filled("--data", "back", "check")
    assert checked.stdout == "All is well: 2 papers, library and vectors agree\n"


def test_backup_says_that_exempt_papers_are_in_it(filled):
    done = filled("backup", "kept.zip")
    assert (done.exit_code, done.stderr) == (0, "")
    assert re.fullmatch(
        r"Backed up 2 papers to kept\.zip \(\d\.\d MB\), 1 with pages that are not for publication:"
        r" guard the file, which only you can read\n",
        done.stdout,
    )


def test_restore_says_in_one_sentence_what_it_did(filled, tmp_path):
    filled("backup", "kept.zip")
    done = filled("restore", "kept.zip", "--replace")
    assert (done.exit_code, done.stderr) == (0, "")
    assert re.fullmatch(
        r"Restored 2 papers \(1 with pages that are not for publication\), as backed up on \d+ \w+ \d{4} at \d\d:\d\d"
        rf" UTC, to data; what was there is kept in {re.escape(str(tmp_path))}/data-before-restore-1\n",
        done.stdout,
    )


def test_a_library_is_backed_up_while_the_chat_has_it_open_and_not_replaced_under_it(filled, tmp_path):
    board = Askboard.open(tmp_path / "data")
    assert filled("backup", "kept.zip").exit_code == 0
    refused = filled("restore", "kept.zip", "--replace")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert re.search(r"^askboard: Process \d+ is using the vectors in .*: wait for it, or stop it$", refused.stderr)
    board.close()
    assert filled("restore", "kept.zip", "--replace").exit_code == 0


def test_what_goes_wrong_is_one_line(filled, tmp_path):
    filled("backup", "kept.zip")
    (tmp_path / "kept.zip").write_bytes((tmp_path / "kept.zip").read_bytes()[:-400])
    for given, said in {
        ("restore", "kept.zip", "--data", "back"): "^askboard: kept.zip is damaged or is no backup of Askboard",
        (
            "restore",
            "none.zip",
            "--data",
            "back",
        ): "^askboard: none.zip does not exist: check the spelling of the path$",
        ("backup", "kept.zip"): "^askboard: kept.zip is there and is no backup that can be read: name another file$",
        ("--data", "none", "backup", "a.zip"): "^askboard: There is no library in none: name its data folder with --da",
    }.items():
        done = filled(*given)
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert re.search(said, done.stderr)


def test_a_missing_kept_file_is_named_and_ends_with_1(filled, tmp_path):
    for path in (tmp_path / "data" / "papers").iterdir():
        path.unlink()
    done = filled("backup", "kept.zip")
    assert done.exit_code == 1
    assert sorted(done.stderr.splitlines()) == sorted(
        f"The kept file of {path.name} is missing: ingest it again and back up again" for path in PAPERS
    )


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_both_commands_have_help(run, command):
    assert "Usage:" in run(command, "--help").stdout
