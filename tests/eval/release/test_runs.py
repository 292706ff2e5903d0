from dataclasses import replace

import pytest

from errors import QuestionsError, RunError
from eval.release.runs import Verdict, load_run, save_run


@pytest.fixture
def full(make_run, make_question, make_record):
    run = make_run(wrong="q0")
    roads = {**run.roads, "bm25": run.rows}
    return replace(
        run, roads=roads, questions=(make_question(),), answers=(make_record(),), verdicts=(Verdict("q1", True, "so"),)
    )


def test_a_run_is_read_back_as_it_was_saved(full, tmp_path):
    save_run(full, tmp_path / "run")
    assert load_run(tmp_path / "run") == full


def test_a_run_takes_the_place_of_another_whole(full, make_run, tmp_path):
    save_run(full, tmp_path)
    save_run(make_run(), tmp_path)
    assert load_run(tmp_path) == make_run()


def test_a_run_without_words_keeps_every_score_and_no_word_of_a_paper(full, tmp_path):
    bare = full.without_words()
    save_run(bare, tmp_path)
    assert [row.scores for row in bare.rows] == [row.scores for row in full.rows]
    assert (bare.questions, bare.answers, bare.verdicts) == ((), (), ())
    assert "lacks it" not in "".join(path.read_text() for path in tmp_path.rglob("*.jsonl"))


def test_a_folder_without_a_run_is_told_apart(tmp_path):
    with pytest.raises(RunError, match=r"holds no run \(about.json: No such file or directory\): `askboard eval run`"):
        load_run(tmp_path)


def test_a_damaged_run_says_which_file_is_wrong(full, tmp_path):
    save_run(full, tmp_path)
    (tmp_path / "roads" / "askboard.jsonl").write_text('{"id": "q1"}\n')
    with pytest.raises(QuestionsError, match=r"askboard.jsonl, line 1, field split: Field required"):
        load_run(tmp_path)
    (tmp_path / "roads" / "askboard.jsonl").unlink()
    with pytest.raises(RunError, match="roads lacks askboard.jsonl: make the run anew"):
        load_run(tmp_path)
    (tmp_path / "about.json").write_text("{}")
    with pytest.raises(RunError, match="about.json is not what a run writes: make the run anew"):
        load_run(tmp_path)
