from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from eval.questions import Cited, Evidence, Found, Question, Record

MakeQuestion = Callable[..., Question]
MakeRecord = Callable[..., Record]


@pytest.fixture
def evidence() -> Evidence:
    return Evidence("pack.pdf", 2, "60", "9", "3.3", "KCC £10.640m")


@pytest.fixture
def cited() -> Cited:
    return Cited("pack.pdf", 2, "60", "9", "3.3", "2.2", "KCC £10.640m")


@pytest.fixture
def make_question(evidence: Evidence) -> MakeQuestion:
    plain = Question(
        id="q1",
        persona="officer",
        type="numeric",
        difficulty=1,
        history=(),
        question="How much is council money?",
        answer="£10.640m comes from KCC.",
        must=(("10.640", "10.64"),),
        must_not=("28.254",),
        evidence=(evidence,),
        need_all=False,
    )
    return lambda **changes: replace(plain, **changes)


@pytest.fixture
def unanswerable(make_question: MakeQuestion) -> Question:
    return make_question(
        id="q2",
        type="unanswerable",
        question="What is the salary?",
        answer=None,
        must=(),
        must_not=(),
        evidence=(),
    )


@pytest.fixture
def make_record(cited: Cited) -> MakeRecord:
    plain = Record(
        id="q1",
        answer="The council puts in £10.640m. [1]",
        refused=False,
        seconds=0.5,
        citations=(cited,),
        passages=(Found("pack.pdf", 1, "59", "9"), Found("pack.pdf", 2, "60", "9")),
    )
    return lambda **changes: replace(plain, **changes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _pdf(tmp_path / "pack.pdf", ["The pool is large", "KCC 10.640m and", "nothing more"])
    document = docx.Document()
    document.add_paragraph("The Board’s budget is £489 million")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Scheme", "Amount", "WK003", "14,335"], strict=True):
        cell.text = text
    document.save(str(tmp_path / "plan.docx"))
    (tmp_path / "note.txt").write_text("A note from the clerk", encoding="utf-8")
    return tmp_path


def _pdf(path: Path, pages: list[str]) -> None:
    canvas = Canvas(str(path))
    for text in pages:
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
