import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from answer.askboard import Askboard
from errors import QuestionsError, RunError
from eval.questions import load_questions
from eval.quotes import PapersOnDisk
from eval.release.gate import load_gate, reasons
from eval.release.suite import Suite, load_splits, run_suite
from index.library import Library
from index.model import EXEMPT, PUBLIC, Viewer

ROOT = Path(__file__).parents[3]
QUESTIONS = ROOT / "eval" / "questions" / "samples"
SAMPLES = ROOT / "samples" / "papers"
ANSWERABLE, UNANSWERABLE = 12, 12


@pytest.fixture(scope="module")
def suite():
    """Some answerable questions of `tune`, all that nothing in the papers is near, and what is withheld."""
    asked = load_questions(QUESTIONS / "tune.jsonl")
    far = [question for split in ("tune", "report") for question in load_questions(QUESTIONS / f"{split}.jsonl")]
    chosen = [question for question in asked if question.answerable][:ANSWERABLE]
    chosen += [question for question in far if question.id.startswith("o")][:UNANSWERABLE]
    chosen += [question for question in far if question.withheld][:8]
    return Suite({"tune": tuple(chosen)}, PapersOnDisk([SAMPLES]))


@pytest.fixture(scope="module")
def asked(data, embedder, suite, tmp_path_factory):
    """Run the suite over the samples, taken in already, with a fault planted between the questions and the road."""
    folder = tmp_path_factory.mktemp("library") / "data"
    shutil.copytree(data, folder)
    board = Askboard(Library(folder), embedder, None, None)
    # The road gives the same answer each time; it is the faults that differ.
    road = cache(board.ask)

    def run(name, fault=lambda answer: answer, viewer=None):
        board.ask = lambda question, history, own, scope: fault(road(question, history, viewer or own, scope))
        return run_suite(board, suite, name, "2026-11-23")

    yield run
    board.close()


@pytest.fixture(scope="module")
def sound(asked):
    return asked("sound")


@pytest.fixture(scope="module")
def gate():
    """Our own gate; the least of each measure that shrinks with the number of questions is what the sound road has."""
    ours = load_gate(ROOT / "eval" / "gate.toml")
    least = {name: ours.least[name] for name in ("item", "stamp", "quotes", "kept back", "refusal recall")}
    return ours.model_copy(update={"questions": 20, "least": least})


def cited(change):
    """Plant a fault into every citation."""

    def plant(answer):
        claims = [replace(claim, citations=tuple(map(change, claim.citations))) for claim in answer.claims]
        return replace(answer, claims=tuple(claims))

    return plant


def test_the_road_as_it_is_passes(sound, gate):
    assert reasons(sound, sound, gate) == []


def test_a_run_says_what_was_run_and_keeps_every_answer(sound, suite):
    assert [row.id for row in sound.rows] == [record.id for record in sound.answers] == [q.id for q in suite.asked]
    assert set(sound.about.papers) == set(suite.papers.files)
    assert {"python", "torch", "pypdf"} <= set(sound.about.versions)
    assert sound.about.settings["language model"] == "none"
    assert all((row.stage is None) == (not row.faults) for row in sound.rows)


def test_a_wrong_page_closes_the_gate(asked, sound, gate):
    shifted = asked("shifted", cited(lambda c: replace(c, pdf_page=c.pdf_page + 1 if c.pdf_page else None)))
    told = " ".join(reasons(shifted, sound, gate))
    assert "quotes is" in told
    assert "cited fell" in told


def test_an_altered_quote_closes_the_gate(asked, sound, gate):
    altered = asked("altered", cited(lambda c: replace(c, quote=c.quote.replace("e", "a", 1) + "!")))
    assert any(reason.startswith("quotes is ") for reason in reasons(altered, sound, gate))


def test_one_altered_quote_is_enough(asked, sound, gate):
    def once(answer):
        first = "s001" if answer.question == sound.questions[0].question else None
        return cited(lambda c: replace(c, quote="The Board agreed to everything."))(answer) if first else answer

    assert any(reason.startswith("quotes is") for reason in reasons(asked("once", once), sound, gate))


def test_a_leaked_exempt_title_closes_the_gate(asked, sound, gate):
    everything = Viewer(frozenset({PUBLIC, EXEMPT}))
    told = reasons(asked("leaky", viewer=everything), sound, gate)
    assert any(reason.startswith("kept back is") for reason in told)


def test_a_refusal_switched_off_closes_the_gate(asked, sound, gate):
    def never(answer):
        return replace(answer, found=True)

    told = reasons(asked("never", never), sound, gate)
    assert any(reason.startswith("refusal recall is 0.0%, at least") for reason in told)


def test_retrieval_that_brings_up_nothing_closes_the_gate(asked, sound, gate):
    told = reasons(asked("blind", lambda answer: replace(answer, hits=())), sound, gate)
    assert any(reason.startswith("hit@5 fell") for reason in told)


def test_an_item_left_out_closes_the_gate(asked, sound, gate):
    told = reasons(asked("no items", cited(lambda c: replace(c, item=None))), sound, gate)
    assert any(reason.startswith("item is 0.0%") for reason in told)


def test_an_exempt_page_named_to_anyone_is_a_leak_though_no_question_asks_for_it(asked, sound, gate):
    report = next(question for question in load_questions(QUESTIONS / "report.jsonl") if "exempt" in question.viewer)
    [place] = {evidence.place for evidence in report.evidence[:1]}

    def slip(answer):
        if answer.question != sound.questions[0].question:
            return answer
        return cited(lambda c: replace(c, paper=replace(c.paper, file=place[0]), pdf_page=place[1]))(answer)

    leaky = asked("slip", slip)
    assert leaky.rows[0].stage == "leaked"
    assert leaky.rows[0].scores["kept back"] == 0
    assert any(reason.startswith("kept back is") for reason in reasons(leaky, sound, gate))


def test_answers_that_cite_nothing_close_the_gate(asked, sound, gate):
    told = reasons(asked("bare", lambda answer: replace(answer, claims=())), sound, gate)
    assert any(reason.startswith("quotes is") for reason in told)


def test_a_question_about_a_paper_that_is_not_there_is_refused(suite, data, embedder, tmp_path, make_question):
    shutil.copytree(data, tmp_path / "data")
    board = Askboard(Library(tmp_path / "data"), embedder, None, None)
    other = replace(suite, questions={"tune": (make_question(),)})
    with pytest.raises(RunError, match=r"name papers that are not in the suite \(pack.pdf\): add them"):
        run_suite(board, other, "x", "2026-11-23")
    board.close()


def test_a_library_with_other_papers_is_refused(data, embedder, tmp_path, suite):
    shutil.copytree(data, tmp_path / "data")
    (tmp_path / "other.md").write_text("# Plan\n\nWe will open three libraries.")
    board = Askboard(Library(tmp_path / "data"), embedder, None, None)
    board.ingest([tmp_path / "other.md"])
    with pytest.raises(RunError, match=r"holds papers that are not in the suite \(other.md\): use another one"):
        run_suite(board, suite, "x", "2026-11-23")
    board.close()


def test_files_of_one_name_make_one_split(tmp_path, make_question):
    from eval.questions import save_rows

    for folder, name in (("a", "q1"), ("b", "q2")):
        (tmp_path / folder).mkdir()
        save_rows([make_question(id=name)], tmp_path / folder / "tune.jsonl")
    save_rows([make_question(id="q3")], tmp_path / "b" / "report.jsonl")
    splits = load_splits([tmp_path / "a", tmp_path / "b"])
    assert {split: [q.id for q in asked] for split, asked in splits.items()} == {"tune": ["q1", "q2"], "report": ["q3"]}


def test_an_id_that_stands_twice_is_refused(tmp_path, make_question):
    from eval.questions import save_rows

    for split in ("tune", "report"):
        save_rows([make_question()], tmp_path / f"{split}.jsonl")
    with pytest.raises(QuestionsError, match="two questions, in report and tune, have the id q1: rename one"):
        load_splits([tmp_path])


def test_a_folder_without_questions_is_refused(tmp_path):
    with pytest.raises(QuestionsError, match="no question file"):
        load_splits([tmp_path])
