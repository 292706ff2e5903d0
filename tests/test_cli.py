import json
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

import answer.askboard
from cli import main
from eval.questions import Evidence, Question

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "papers"
MINUTES = "marlowe-vale-hwb-2025-01-22-minutes.pdf"
PAPER_KEYS = ["file", "short", "kind", "body", "meeting_date", "status", "pages", "pages_without_text", "exempt"]
PAPER_KEYS += ["items", "passages", "id"]


@pytest.fixture
def run(tmp_path, monkeypatch, hash_embedder):
    """Run a command on a data folder of its own; no model is loaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(answer.askboard, "SentenceTransformerEmbedder", hash_embedder)
    return lambda *given: CliRunner().invoke(main, ["--data", "data", *map(str, given)])


@pytest.fixture
def filled(run):
    assert run("ingest", SAMPLES / MINUTES).exit_code == 0
    return run


def one_line(result, pattern):
    """Tell whether a command failed with one line on the error stream and nothing else."""
    return result.exit_code == 1 and result.stderr.count("\n") == 1 and re.search(pattern, result.stderr)


def test_ingest_says_what_became_of_each_file(run):
    result = run("ingest", SAMPLES / MINUTES)
    assert (result.exit_code, result.stderr) == (0, "")
    heads, row = result.stdout.splitlines()
    assert heads.split() == ["file", "kind", "pages", "no", "text", "items", "passages", "status"]
    assert re.fullmatch(rf"{re.escape(MINUTES)}\s+minutes\s+4\s+0\s+0\s+\d+\s+new\s*", row)
    assert run("ingest", SAMPLES / MINUTES).stdout.splitlines()[1].split()[-1] == "unchanged"


def test_one_bad_file_among_good_ones_ends_with_1_and_the_good_ones_are_in(run, tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 cut off")
    (folder / "good.md").write_text("# Plan\n\nWe will open three libraries.")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("s3cret")
    writer.write(folder / "locked.pdf")
    result = run("ingest", folder)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "bad.pdf cannot be read as a PDF: it is damaged or cut short; fetch it again from its source",
        "locked.pdf needs a password: open it, save a copy without one, and ingest that",
    ]
    assert [line.split()[-1] for line in result.stdout.splitlines()[1:4]] == ["failed", "new", "failed"]
    assert "good.md" in run("papers").stdout


def test_a_missing_path_and_an_empty_folder_are_one_line_each(run, tmp_path):
    (tmp_path / "empty").mkdir()
    assert one_line(run("ingest", "gone"), "^askboard: gone does not exist: check the spelling of the path$")
    assert one_line(run("ingest", "empty"), "^askboard: empty holds no paper: Askboard reads .* files$")


def test_a_name_that_would_steer_the_terminal_is_shown_escaped(run, tmp_path):
    (tmp_path / "a\x1b[31m\u202egpj.pdf").write_bytes(b"%PDF-1.4 cut off")
    result = run("ingest", tmp_path)
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert r"a\x1b[31m\u202egpj.pdf cannot be read" in result.stderr


def test_papers_lists_papers_and_their_pages(filled):
    table = filled("papers").stdout.splitlines()
    assert table[0].split()[:3] == ["file", "short", "kind"]
    assert MINUTES in table[1]
    [row] = [json.loads(line) for line in filled("papers", "--json").stdout.splitlines()]
    assert list(row) == PAPER_KEYS
    assert (row["file"], row["meeting_date"], row["pages"], row["short"]) == (MINUTES, "2025-01-22", 4, "2025 minutes")
    pages = [json.loads(line) for line in filled("papers", "--pages", "--json").stdout.splitlines()]
    assert pages[0] == {"file": MINUTES, "pdf_page": 1, "stamp": None, "label": None, "item": None} | pages[0]
    assert [page["pdf_page"] for page in pages] == [1, 2, 3, 4]
    assert len(filled("papers", "--pages").stdout.splitlines()) == 5


def test_what_was_read_of_each_paper_is_told_in_words_and_as_json(filled):
    assert filled("papers", "--coverage").stdout == f"{MINUTES}: All 4 pages were read.\n"
    row = json.loads(filled("papers", "--coverage", "--json").stdout)
    assert (row["pages"], row["text"], row["not_read"], row["unstamped"]) == (4, 4, [], 4)
    assert row["registers"]["minute"] == 12


def test_a_register_is_listed_with_places_and_quotes(filled):
    result = filled("registers", "resolution")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0].split() == ["meeting", "body", "resolution", "place"]
    row = json.loads(filled("registers", "attendance", "--json").stdout.splitlines()[0])
    assert (row["meeting"], row["fields"]["name"], row["fields"]["status"]) == (
        "2025-01-22",
        "Cllr M Oakshott",
        "present",
    )
    assert row["place"] == "2025 minutes, PDF page 1"
    assert "Cllr M Oakshott" in row["quote"]


def test_an_empty_register_and_an_unknown_one_are_one_line(run, tmp_path):
    (tmp_path / "plan.md").write_text("# Plan\n\nWe will open three libraries.")
    run("ingest", tmp_path / "plan.md")
    assert run("registers", "vote").stdout == "The papers in the library hold no vote\n"
    assert run("registers", "cakes").exit_code == 2


def test_parts_of_a_paper_without_pages_have_no_page_number(run, tmp_path):
    (tmp_path / "plan.md").write_text("# Plan\n\nWe will open three libraries.")
    run("ingest", "plan.md")
    assert json.loads(run("papers", "--pages", "--json").stdout)["pdf_page"] is None


def test_an_empty_library_says_how_to_fill_it(run):
    result = run("papers")
    assert (result.exit_code, result.stdout) == (0, "The library is empty: `askboard ingest PATH` takes papers in\n")
    assert run("papers", "--json").stdout == ""
    assert "There are no papers in the library yet." in run("ask", "What was decided?").stdout


def test_ask_prints_the_answer_and_where_it_stands(filled):
    result = filled("ask", "Who sent apologies for absence?")
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.search(r"^\[1\] .+", result.stdout, re.MULTILINE)


def test_a_trail_is_printed_with_its_places_and_as_json(filled):
    result = filled("trail", "falls service")
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.search(r"^22 January 2025, decided \(as amended\): \(a\) the commissioning", result.stdout, re.MULTILINE)
    assert "    January 2025 minutes, minute 47" in result.stdout or "    2025 minutes, minute 47" in result.stdout
    row = json.loads(filled("trail", "falls service", "--json").stdout)
    assert list(row) == ["topic", "steps", "note"]
    assert {"amended", "decided"} <= {step["step"] for step in row["steps"]}
    assert list(row["steps"][0]) == ["date", "body", "step", "aside", "draft", "quote", "place"]


def test_a_trail_of_nothing_says_so(filled):
    assert filled("trail", "zeppelins").stdout == "The papers in the library do not mention zeppelins.\n"


def test_ask_gives_json_of_one_shape_found_or_not(run):
    absent = json.loads(run("ask", "Who sent apologies for absence?", "--json").stdout)
    assert (absent["refused"], absent["citations"], absent["as_at"]) == (True, [], None)
    run("ingest", SAMPLES / MINUTES)
    found = json.loads(run("ask", "Who sent apologies for absence?", "--json").stdout)
    keys = ["question", "answer", "refused", "as_at", "conflicts", "standing", "citations", "nearest"]
    assert list(absent) == list(found) == keys
    assert (found["question"], found["refused"], found["as_at"]) == (
        "Who sent apologies for absence?",
        False,
        "2025-01-22",
    )
    assert {"file", "pdf_page", "printed_page", "item", "section", "paragraph", "quote"} <= found["citations"][0].keys()


def test_remove_takes_a_paper_by_any_of_its_names(filled):
    assert filled("remove", "2025 minutes").stdout == f"Removed {MINUTES}\n"
    assert json.loads(filled("ask", "Who sent apologies for absence?", "--json").stdout)["refused"]
    assert one_line(
        filled("remove", MINUTES), f"^askboard: There is no paper “{MINUTES}” in the library: `askboard papers`"
    )


def test_check_says_that_all_is_well_or_what_is_not(filled, tmp_path):
    assert filled("check").stdout == "All is well: 1 paper, library and vectors agree\n"
    next((tmp_path / "data" / "papers").iterdir()).unlink()
    result = filled("check")
    assert result.exit_code == 1
    assert f"The kept file of {MINUTES} is missing: ingest it again" in result.stderr


def test_a_damaged_library_is_one_line(filled, tmp_path):
    path = tmp_path / "data" / "library.sqlite3"
    path.write_bytes(bytes(path.stat().st_size))
    assert one_line(
        filled("ask", "What?"), r"^askboard: .*library\.sqlite3 is damaged \(.*\): move the data folder away"
    )


def test_rebuild_makes_the_vectors_of_another_model(filled, tmp_path):
    (tmp_path / "askboard.toml").write_text('embedding_model = "another"')
    for command in (("ask", "What was decided?"), ("ingest", SAMPLES / MINUTES)):
        assert one_line(
            filled(*command), "^askboard: .* made with the model hashes, the settings name another: run `askb"
        )
    assert re.fullmatch(r"Rebuilt the vectors of \d+ passages\n", filled("rebuild").stdout)
    assert filled("ask", "Who sent apologies for absence?").exit_code == 0


def test_a_wrong_setting_and_a_wrong_data_folder_are_one_line(run, tmp_path):
    (tmp_path / "file").write_text("in the way")
    result = CliRunner().invoke(main, ["--data", "file", "papers"])
    assert one_line(result, "^askboard: file cannot be written: choose another data folder with --data$")
    (tmp_path / "askboard.toml").write_text("colour = 1")
    assert one_line(run("papers"), "^askboard: The setting “colour” cannot be used")


def test_an_unforeseen_error_is_one_line_and_debug_shows_it_all(run, monkeypatch):
    monkeypatch.setattr(answer.askboard.Askboard, "papers", lambda *_: 1 / 0)
    result = run("papers")
    assert one_line(
        result, r"^askboard: something unforeseen went wrong \(ZeroDivisionError: division by zero\): `askb"
    )
    with pytest.raises(ZeroDivisionError, match="division"):
        CliRunner().invoke(main, ["--debug", "--data", "data", "papers"], catch_exceptions=False)


@pytest.mark.parametrize("given", [("ask",), ("ingest",), ("nonsense",), ("papers", "--colour")])
def test_a_wrong_command_line_is_explained(run, given):
    result = run(*given)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


COMMANDS = ["", "ingest", "ask", "trail", "papers", "registers", "remove", "check", "rebuild", "eval"]
COMMANDS += [f"eval {name}" for name in ("answer", "grade", "lint", "run", "compare", "report", "gate", "judge")]
COMMANDS += ["eval foreign"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    result = CliRunner().invoke(main, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_help_is_fast_for_it_loads_no_model_no_index_and_no_screen():
    code = (
        "import json, sys\nfrom cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    heavy = {"torch", "transformers", "sentence_transformers", "chromadb", "streamlit", "llama_index", "pypdf", "rich"}
    heavy |= {"xllamacpp", "onnxruntime"}
    assert not loaded & heavy
    assert "Take papers in" in done.stdout


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions.jsonl"
    evidence = Evidence(MINUTES, 1, None, None, None, "Minutes of a meeting that nobody held")
    asked = "Who sent apologies for absence?"
    row = asdict(Question("q1", "member", "text", 1, (), asked, "Nobody.", (("nobody",),), (), (evidence,), False))
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


def test_questions_are_answered_graded_and_linted(filled, questions, tmp_path):
    out = tmp_path / "answers.jsonl"
    assert filled("eval", "answer", "--questions", questions, "--out", out).stdout.endswith(
        f"Wrote 1 answer to {out}\n"
    )
    assert json.loads(out.read_text())["id"] == "q1"
    graded = filled("eval", "grade", "--questions", questions, "--answers", out, "--papers", SAMPLES, "--misses")
    assert graded.exit_code == 0, graded.output
    assert "q1" in graded.stdout
    linted = filled("eval", "lint", "--questions", questions, "--papers", SAMPLES)
    assert linted.exit_code == 1
    assert "q1" in linted.stderr


@pytest.fixture
def sound(tmp_path):
    """A folder of one split with two questions over one paper, and that paper's folder."""
    folder, papers = tmp_path / "asked", tmp_path / "papers"
    folder.mkdir()
    papers.mkdir()
    (papers / "plan.md").write_text("# Plan\n\nThe Board will open three libraries in Ashmere in May 2026.\n")
    evidence = Evidence("plan.md", None, None, None, None, "will open three libraries")
    asked = "How many libraries will the Board open?"
    rows = [
        Question("q1", "officer", "numeric", 1, (), asked, "Three.", (("three",),), (), (evidence,), False),
        Question("q2", "new_member", "unanswerable", 1, (), "who is zaphod", None, (), (), (), False),
    ]
    (folder / "tune.jsonl").write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows))
    return folder, papers


def test_a_run_is_kept_told_compared_and_judged_by_the_gate(run, sound, tmp_path):
    folder, papers = sound
    given = ("eval", "run", "--alone", "--questions", folder, "--papers", papers, "--out")
    done = run(*given, "runs/a")
    assert done.exit_code == 0, done.output
    assert re.search(r"^right +100.0% \(100 to 100, n 2\)", done.stdout, re.MULTILINE)
    assert "<html" in (tmp_path / "runs/a/report.html").read_text()
    assert run(*given, "runs/b").exit_code == 0
    compared = run("eval", "compare", "runs/a", "runs/b")
    assert "a -> b, 2 questions in both, 0 in one alone" in compared.stdout
    gate = tmp_path / "gate.toml"
    lines = ["accepted = 'kept'", "questions = 2", "significance = 0.05", "watched = []", "[least]", "right = 1.0"]
    gate.write_text("\n".join(lines))
    assert "The gate is open" in run("eval", "gate", "--gate", gate, "--run", "runs/a", "--accept").stdout
    assert not list((tmp_path / "kept").glob("answers*"))
    gate.write_text(gate.read_text().replace("questions = 2", "questions = 3"))
    closed = run("eval", "gate", "--gate", gate, "--run", "runs/b")
    assert (closed.exit_code, closed.stderr) == (1, "2 questions were answered, 3 are asked for\n")


def test_a_judge_without_a_model_says_what_to_set(run, sound):
    folder, papers = sound
    run("eval", "run", "--alone", "--questions", folder, "--papers", papers, "--out", "runs/a")
    assert one_line(run("eval", "judge", "runs/a"), "no language model is set to judge: name language_model_address")


def test_other_peoples_questions_are_answered_and_graded(run, tmp_path):
    answers = [{"text": "three libraries", "answer_start": 20}]
    context = "The Board will open three libraries in Ashmere in May 2026."
    qas = [{"id": "a", "question": "What will the Board open in Ashmere?", "answers": answers}]
    (tmp_path / "squad.json").write_text(
        json.dumps({"version": "1.1", "data": [{"title": "Plan", "paragraphs": [{"context": context, "qas": qas}]}]})
    )
    done = run("eval", "foreign", "--kind", "squad", "--questions", "squad.json", "--out", "answers.jsonl")
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "answers.jsonl").read_text())["id"].endswith("a")
    assert re.search(r"^overall +1 +100.0%", done.stdout, re.MULTILINE)
