import tomllib
from collections import Counter
from pathlib import Path

import pytest

from eval.lint import lint
from eval.quotes import PapersOnDisk
from eval.release.suite import load_splits

ROOT = Path(__file__).parents[2]
OURS = ROOT / "eval" / "questions"
HELD_OUT = tomllib.loads((OURS / "held-out.toml").read_text(encoding="utf-8"))["papers"]
SHARED = [ROOT.parent / "shared" / name for name in ("papers", "papers-real")]


@pytest.fixture(scope="module")
def samples():
    return load_splits([OURS / "samples"])


@pytest.fixture(scope="module")
def papers():
    return load_splits([OURS / "papers"])


def test_the_questions_over_the_samples_are_sound_and_each_place_is_quoted(samples):
    assert lint(samples, PapersOnDisk([ROOT / "samples" / "papers"]), HELD_OUT) == []
    places = [place for asked in samples.values() for question in asked for place in question.evidence]
    assert all(place.quote for place in places)


def test_the_questions_over_published_papers_are_sound_and_quote_nothing(papers):
    if not all(folder.is_dir() for folder in SHARED):
        pytest.skip("the published papers are not at hand: they are no part of this project")
    assert lint(papers, PapersOnDisk(SHARED), HELD_OUT) == []
    places = [place for asked in papers.values() for question in asked for place in question.evidence]
    assert not any(place.quote for place in places)


def test_no_question_stands_in_both_sets_or_splits(samples, papers):
    assert lint(load_splits([OURS / "samples", OURS / "papers"]), None) == []
    assert set(samples) == set(papers) == {"tune", "report"}


def test_there_are_enough_questions_of_every_kind(samples, papers):
    over_samples = [question for asked in samples.values() for question in asked]
    over_papers = [question for asked in papers.values() for question in asked]
    assert len(over_samples) >= 160
    assert len(over_papers) >= 140
    every = over_samples + over_papers
    kinds = Counter(question.type for question in every)
    assert kinds["unanswerable"] >= 50
    assert kinds["table"] + kinds["numeric"] >= 40
    assert kinds["follow_up"] >= 40
    assert kinds["decision"] + kinds["minute"] >= 30
    assert kinds["false_premise"] >= 20
    assert kinds["compare"] >= 20
    assert sum(bool(question.withheld) for question in every) >= 15
    assert {question.persona for question in every} == {"new_member", "officer"}
