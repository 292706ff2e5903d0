import json
from pathlib import Path

import pytest

from answer.model import Turn
from errors import QuestionsError
from eval.questions import load_questions, load_records, save_rows

LINE = {
    "id": "b020",
    "persona": "new_member",
    "type": "follow_up",
    "difficulty": 2,
    "history": [{"role": "user", "content": "What goes into the scheme?"}],
    "question": "And how many admissions?",
    "answer": "1,185",
    "must": [["1185", "1,185"]],
    "must_not": ["938"],
    "evidence": [
        {
            "file": "plan.docx",
            "pdf_page": None,
            "printed": None,
            "item": None,
            "section": "1",
            "quote": "1185",
        }
    ],
    "need_all": False,
}
GOOD = json.dumps(LINE)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_question_is_read_with_its_history_and_evidence(tmp_path):
    (question,) = load_questions(written(tmp_path, GOOD, ""))
    assert question.history == (Turn("user", "What goes into the scheme?"),)
    assert question.must == (("1185", "1,185"),)
    assert question.evidence[0].place == ("plan.docx", None)
    assert question.answerable
    assert question.notes == ""


def test_a_byte_order_mark_and_a_line_separator_inside_a_text_are_no_trouble(tmp_path):
    line = json.dumps(LINE | {"question": "one\u2028two"}, ensure_ascii=False)
    (question,) = load_questions(written(tmp_path, "\ufeff" + line))
    assert question.question == "one\u2028two"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"difficulty": "2"}, "difficulty"),
        ({"must": ["1185"]}, r"must\.0"),
        ({"need_all": None}, "need_all"),
        ({"evidence": [LINE["evidence"][0] | {"pdf_page": "7"}]}, r"evidence\.0\.pdf_page"),
        ({"history": [{"role": "user"}]}, r"history\.0\.content"),
    ],
)
def test_a_wrong_field_is_named_with_its_file_and_line(tmp_path, change, field):
    path = written(tmp_path, GOOD, json.dumps(LINE | {"id": "x"} | change))
    with pytest.raises(QuestionsError, match=rf"questions\.jsonl, line 2, field {field}: "):
        load_questions(path)


def test_a_missing_field_is_named(tmp_path):
    line = {name: value for name, value in LINE.items() if name != "must_not"}
    with pytest.raises(QuestionsError, match="line 1, field must_not: Field required"):
        load_questions(written(tmp_path, json.dumps(line)))


def test_a_line_that_is_not_json_is_named(tmp_path):
    with pytest.raises(QuestionsError, match="line 2: Invalid JSON"):
        load_questions(written(tmp_path, GOOD, "{"))


def test_an_id_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(QuestionsError, match="line 3, field id: 'b020' stands on an earlier line too"):
        load_questions(written(tmp_path, GOOD, "", GOOD))


def test_a_missing_an_empty_and_a_binary_file_are_refused(tmp_path):
    with pytest.raises(QuestionsError, match="nowhere.jsonl cannot be read: No such file"):
        load_questions(tmp_path / "nowhere.jsonl")
    with pytest.raises(QuestionsError, match="holds no lines"):
        load_questions(written(tmp_path, "", " "))
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(QuestionsError, match="not UTF-8 text .byte 0."):
        load_questions(tmp_path / "binary.jsonl")


def test_records_come_back_as_they_were_written(tmp_path, make_record):
    records = (make_record(answer="“two\u2028lines”\nof £"), make_record(id="q2", citations=(), refused=True))
    path = tmp_path / "answers.jsonl"
    assert save_rows(records, path) == 2
    assert load_records(path) == records


def test_an_answer_line_has_the_formats_fields_in_order(tmp_path, make_record):
    path = tmp_path / "answers.jsonl"
    save_rows([make_record()], path)
    line = json.loads(path.read_text(encoding="utf-8"))
    assert list(line) == ["id", "answer", "refused", "seconds", "citations", "passages"]
    place = ["file", "pdf_page", "printed_page", "item"]
    assert list(line["citations"][0]) == [*place, "section", "paragraph", "quote"]
    assert list(line["passages"][0]) == place


def test_half_a_surrogate_pair_does_not_stop_the_writing(tmp_path, make_record):
    path = tmp_path / "answers.jsonl"
    save_rows([make_record(answer="a\ud83d b")], path)
    assert load_records(path)[0].answer == "a? b"


def test_what_was_written_before_an_error_can_be_read(tmp_path, make_record):
    def failing():
        yield make_record()
        raise RuntimeError("the road broke down")

    path = tmp_path / "answers.jsonl"
    with pytest.raises(RuntimeError, match="broke down"):
        save_rows(failing(), path)
    assert load_records(path) == (make_record(),)
