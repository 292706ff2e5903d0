import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "papers"
SCRIPT = Path(sys.executable).with_name("askboard")


def made(target):
    """Return the commands that make would run for a target on a machine where nothing is set up yet."""
    command = ["make", "-n", "-W", "pyproject.toml", target]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]}
    )
    return done.stdout.splitlines()


def run(command, *given, data):
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "COLUMNS": "200"}
    return subprocess.run(
        [*command, "--data", str(data), *given], cwd=ROOT, capture_output=True, text=True, check=False, env=environment
    )


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_run_sets_up_takes_the_samples_in_and_opens_the_screen():
    said = made("run")
    assert any("-m venv .venv" in line for line in said)
    assert any(re.search(r"pip install .*-c requirements\.lock .*-e", line) for line in said)
    [ingest] = [line for line in said if "askboard ingest" in line]
    assert '"samples/papers"' in ingest
    assert "streamlit run app.py" in said[-1]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_test_sets_up_and_runs_ruff_mypy_and_pytest():
    said = made("test")
    assert any("-m venv .venv" in line for line in said)
    assert [line.split()[0].split("/")[-1] for line in said[-3:]] == ["ruff", "mypy", "pytest"]


def test_the_readme_names_targets_that_the_makefile_has():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake (run|test|setup|clean)\b", (ROOT / "README.md").read_text()))
    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize("command", [[str(SCRIPT)], [sys.executable, "-m", "cli"]], ids=["script", "module"])
def test_the_command_line_starts_both_ways(command, tmp_path):
    if command[0] == str(SCRIPT) and not SCRIPT.exists():
        pytest.skip("the console script is not installed in this environment")
    done = run(command, "papers", data=tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The library is empty: `askboard ingest PATH` takes papers in\n"


def test_after_setup_the_samples_are_taken_in_asked_and_checked_with_the_real_model(tmp_path):
    command, data = [sys.executable, "-m", "cli"], tmp_path / "data"
    taken = run(command, "ingest", "samples/papers", data=data)
    assert (taken.returncode, taken.stderr) == (0, "")
    rows = [line for line in taken.stdout.splitlines() if line.endswith(" new") or " new " in line]
    assert len(rows) == len(list(SAMPLES.iterdir()))
    assert "no text (scanned?)" not in taken.stdout
    asked = run(command, "ask", "What did the board decide about dental care?", data=data)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "[1]" in asked.stdout
    checked = run(command, "check", data=data)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == f"All is well: {len(rows)} papers, library and vectors agree\n"
