import gzip
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

import index.intake
from answer.askboard import Askboard
from errors import QuestionsError
from eval.answering import answer_all, asking
from eval.foreign import KINDS, key_fact, load_foreign
from eval.grading import grade
from eval.measures import faults, holds
from eval.quotes import PapersOnDisk
from index.library import Library
from ingest.passages import cut
from ingest.reading import read_paper

FINANCE = {
    "financebench_id": "fb1",
    "company": "Marlowe Water",
    "doc_name": "MARLOWE_2024_10K",
    "question_type": "metrics-generated",
    "question_reasoning": "Information extraction",
    "domain_question_num": None,
    "question": "How much was the capital expenditure of Marlowe Water in 2024?",
    "answer": "$1577.00",
    "justification": "Read from the cash flow statement.",
    "dataset_subset_label": "OPEN_SOURCE",
    "evidence": [
        {
            "evidence_text": "Capital expenditure of Marlowe Water in 2024 was $1,577 million",
            "doc_name": "MARLOWE_2024_10K",
            "evidence_page_num": 1,
            "evidence_text_full_page": "Capital expenditure of Marlowe Water in 2024 was $1,577 million",
        }
    ],
}
MMLONG = {
    "doc_id": "ferries.pdf",
    "doc_type": "Guidebook",
    "question": "How many ferries sail from Marlowe harbour?",
    "answer": "14",
    "evidence_pages": "[2]",
    "evidence_sources": "['Pure-text (Plain-text)']",
    "answer_format": "Int",
}
CONTEXT = "The lighthouse was lit in 1861. Its keeper was Ada Brook, who lived there for thirty years! It is closed."
ASKED = {
    "id": "s1",
    "question": "Who was the keeper of the lighthouse?",
    "answers": [{"text": "Ada Brook", "answer_start": 47}, {"text": "Brook", "answer_start": 51}],
}
IMPOSSIBLE = {"id": "s2", "question": "Which zeppelin crossed Xanadu?", "is_impossible": True, "answers": []}
MEETING = {
    "topic_list": [],
    "meeting_transcripts": [
        {"speaker": "Chair", "content": "Welcome to the library committee."},
        {
            "speaker": "Mr Reed",
            "content": "The branch library\nshould open on Sundays from nine o'clock, as readers asked.",
        },
        {"speaker": "Ms Holt", "content": "Sunday opening costs us two more members of staff."},
    ],
    "general_query_list": [{"query": "Summarize the whole meeting.", "answer": "They spoke about Sundays."}],
    "specific_query_list": [
        {
            "query": "What did Mr Reed say about the opening of the branch library?",
            "answer": "He wanted it open on Sundays from nine, since readers had asked for it.",
            "relevant_text_span": [["1", "1"], ["2", "2"]],
        }
    ],
}


def squad(*asked, context=CONTEXT, title="Light/house: A"):
    return {"version": "v2.0", "data": [{"title": title, "paragraphs": [{"context": context, "qas": list(asked)}]}]}


def pdf(path, *pages):
    path.parent.mkdir(exist_ok=True)
    canvas = Canvas(str(path))
    for text in pages:
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()


@pytest.fixture
def papers(tmp_path):
    folder = tmp_path / "papers"
    pdf(
        folder / "MARLOWE_2024_10K.pdf",
        "Marlowe Water is a company that sells water",
        "Capital expenditure of Marlowe Water in 2024 was $1,577 million",
        "Nothing else is told",
    )
    pdf(
        folder / "ferries.pdf",
        "A guide for visitors",
        "There are 14 ferries that sail from Marlowe harbour on each day of the summer.",
    )
    return folder


@pytest.fixture
def load(tmp_path, papers):
    """Load a set from rows: a list becomes lines or a JSON list as the kind has it, anything else stands as it is."""

    def loaded(kind, rows, name=None):
        lines = kind in ("financebench", "qmsum")
        path = tmp_path / (name or f"{kind}.{'jsonl' if lines else 'json'}")
        text = "\n".join(map(json.dumps, rows)) if lines and isinstance(rows, list) else json.dumps(rows)
        path.write_text(text, encoding="utf-8")
        return load_foreign(kind, path, None if KINDS[kind].made else papers, tmp_path / "work")

    return loaded


@pytest.fixture
def graded(tmp_path, monkeypatch, hash_embedder):
    """Take a set's papers in, ask its questions and grade the answers."""

    def read(path):
        paper = read_paper(path)
        return paper, cut(paper)

    def run(found):
        monkeypatch.setattr(index.intake, "read_apart", read)
        board = Askboard(Library(tmp_path / "data"), hash_embedder(), None, None)
        assert {intake.status for intake in board.ingest(found.papers)} == {"new"}
        ask, describe = asking(board)
        records = [record for record, _ in answer_all(found.questions, ask, describe)]
        board.close()
        return grade(found.questions, records, PapersOnDisk([found.papers[0].parent]).stands)

    return run


def test_financebench_pages_are_counted_from_0_and_ours_from_1(load):
    found = load("financebench", [FINANCE])
    (question,) = found.questions
    assert question.evidence[0].place == ("MARLOWE_2024_10K.pdf", 2)
    assert question.evidence[0].quote == FINANCE["evidence"][0]["evidence_text"]
    assert (question.id, question.type, question.answer) == ("fb1", "numeric", "$1577.00")
    assert question.papers == ("MARLOWE_2024_10K.pdf",)
    assert [path.name for path in found.papers] == ["MARLOWE_2024_10K.pdf"]
    assert found.left_out == ()


def test_financebench_evidence_on_two_pages_is_all_needed(load):
    evidence = [FINANCE["evidence"][0] | {"evidence_page_num": page} for page in (0, 1, 1)]
    (question,) = load("financebench", [FINANCE | {"evidence": evidence}]).questions
    assert question.need_all
    assert not load("financebench", [FINANCE | {"evidence": evidence[1:]}]).questions[0].need_all


def test_a_long_free_answer_has_no_key_fact_and_is_right_when_it_cites_a_supporting_page(load, make_record, cited):
    row = FINANCE | {"question_type": "novel-generated", "question_reasoning": None, "answer": "No, it is not. " * 3}
    (question,) = load("financebench", [row]).questions
    assert (question.type, question.must) == ("lookup", ())
    on_page = make_record(id="fb1", citations=(_moved(cited, *question.evidence[0].place),))
    assert faults(question, on_page) == ()
    assert faults(question, make_record(id="fb1")) == ("cites no supporting page",)
    assert faults(question, make_record(id="fb1", refused=True)) == ("refused, though the papers say",)


def _moved(cited, file, page):
    return type(cited)(file, page, None, None, None, None, cited.quote)


def test_mmlongbench_pages_are_a_written_out_list_counted_from_1_and_all_needed(load):
    row = MMLONG | {"evidence_pages": "[2, 1]", "evidence_sources": "['Chart', 'Table']"}
    one, two = load("mmlongbench", [MMLONG, row]).questions
    assert [evidence.place for evidence in two.evidence] == [("ferries.pdf", 2), ("ferries.pdf", 1)]
    assert (one.need_all, two.need_all) == (False, True)
    assert (one.type, two.type) == ("numeric", "table")
    assert (one.id, two.id) == ("mmlongbench-0001", "mmlongbench-0002")
    assert one.papers == ("ferries.pdf",)


def test_mmlongbench_not_answerable_is_unanswerable(load):
    row = {"answer": "Not answerable", "evidence_pages": "[]", "evidence_sources": "[]", "answer_format": "None"}
    (question,) = load("mmlongbench", [MMLONG | row]).questions
    assert not question.answerable
    assert (question.type, question.must, question.evidence) == ("unanswerable", (), ())


def test_each_part_of_a_listed_answer_is_a_key_fact(load):
    listed = {"answer": "['White', '10%', \"it's\", 2019]", "answer_format": "List"}
    (question,) = load("mmlongbench", [MMLONG | listed]).questions
    assert (question.type, question.answer) == ("list", "White; 10%; it's; 2019")
    assert [fact[0] for fact in question.must] == ["White", " 10 ", "it's", "2019"]


def test_an_answer_in_brackets_that_is_no_list_stays_text(load):
    (question,) = load("mmlongbench", [MMLONG | {"answer": "[CLS]", "answer_format": "Str"}]).questions
    assert question.must == (("[CLS]",),)


def test_an_answer_without_a_page_is_left_out_and_counted(load):
    found = load("mmlongbench", [MMLONG, MMLONG | {"evidence_pages": "[]"}])
    assert len(found.questions) == 1
    assert found.left_out == ("mmlongbench-0002: the set names no place of its answer",)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("financebench", FINANCE | {"financebench_id": "fb2", "doc_name": "GONE_2024_10K"}),
        ("mmlongbench", MMLONG | {"doc_id": "gone.pdf"}),
        ("mmlongbench", MMLONG | {"doc_id": "../papers/ferries.pdf"}),
    ],
)
def test_a_question_whose_paper_is_missing_is_left_out_and_counted(load, kind, row):
    good = {"financebench": FINANCE, "mmlongbench": MMLONG}[kind]
    found = load(kind, [good, row])
    assert len(found.questions) == len(found.papers) == len(found.left_out) == 1
    assert re.fullmatch(r"(fb2|mmlongbench-0002): its paper \S+\.pdf is missing", found.left_out[0])


def test_a_set_of_which_nothing_can_be_asked_is_refused(load):
    with pytest.raises(
        QuestionsError, match=r"of 1 questions none can be asked of .*papers \(mm.*gone\.pdf is missing"
    ):
        load("mmlongbench", [MMLONG | {"doc_id": "gone.pdf"}])
    with pytest.raises(QuestionsError, match=r"of 0 questions none can be asked of .* \(it holds none\)"):
        load("squad", {"data": []})


def test_squad_papers_are_made_one_a_title_with_blank_lines_between_contexts(load):
    titled = squad(ASKED)
    titled["data"][0]["paragraphs"].append({"context": "A second context.", "qas": []})
    titled["data"] += squad(ASKED | {"id": "s3"}, title="..")["data"]
    found = load("squad", titled)
    assert [path.name for path in found.papers] == ["001-Light_house_A.txt", "002-paper.txt"]
    assert found.papers[0].read_text(encoding="utf-8") == f"{CONTEXT}\n\nA second context."


def test_squad_answers_are_one_key_fact_and_the_answers_sentence_is_the_quote(load):
    (question,) = load("squad", squad(ASKED)).questions
    assert question.must == (("Ada Brook", "Brook"),)
    assert question.answer == "Ada Brook"
    (evidence,) = question.evidence
    assert evidence.place == ("001-Light_house_A.txt", None)
    assert evidence.quote == "Its keeper was Ada Brook, who lived there for thirty years!"
    assert question.papers == ()


def test_squad_impossible_questions_are_unanswerable_and_version_1_has_none(load):
    possible, impossible = load("squad", squad(ASKED, IMPOSSIBLE)).questions
    assert possible.answerable
    assert (impossible.answer, impossible.type, impossible.evidence) == (None, "unanswerable", ())


def test_a_squad_answer_is_found_where_its_place_is_a_little_wrong_and_left_out_where_it_is_nowhere(load):
    wrong = ASKED | {"answers": [{"text": " 1861", "answer_start": 999}]}
    nowhere = ASKED | {"id": "s9", "answers": [{"text": "Grace Darling", "answer_start": 0}]}
    found = load("squad", squad(wrong, nowhere))
    assert found.questions[0].evidence[0].quote == "The lighthouse was lit in 1861."
    assert found.left_out == ("s9: its answer does not stand in its paragraph",)


@given(st.lists(st.from_regex(r"[A-Z][a-z ]{0,9}[a-z][.?!]", fullmatch=True), min_size=1, max_size=6), st.data())
def test_a_squad_quote_holds_the_answer_and_stands_in_the_context(tmp_path_factory, sentences, data):
    at = data.draw(st.integers(0, len(sentences) - 1))
    context = " ".join(sentences)
    start = sum(len(sentence) + 1 for sentence in sentences[:at])
    asked = ASKED | {"answers": [{"text": sentences[at][:-1], "answer_start": start}]}
    folder = tmp_path_factory.mktemp("squad")
    (folder / "set.json").write_text(json.dumps(squad(asked, context=context)))
    found = load_foreign("squad", folder / "set.json", None, folder / "work")
    (evidence,) = found.questions[0].evidence
    assert evidence.quote == sentences[at]
    assert PapersOnDisk([folder / "work"]).stands(*evidence.place, evidence.quote)


def test_qmsum_papers_are_made_one_a_meeting_with_a_paragraph_a_turn(load):
    found = load("qmsum", [MEETING, MEETING], name="train.jsonl")
    assert [path.name for path in found.papers] == ["001-train.txt", "002-train.txt"]
    first, second, third = found.papers[0].read_text(encoding="utf-8").split("\n\n")
    assert first == "Chair: Welcome to the library committee."
    assert second.startswith("Mr Reed: The branch library should open")


def test_qmsum_spans_name_turns_whose_first_words_are_the_quotes(load, tmp_path):
    summary, lookup = load("qmsum", [MEETING]).questions
    assert [evidence.quote for evidence in lookup.evidence] == [
        "Mr Reed: The branch library should open on Sundays from nine o'clock,",
        "Ms Holt: Sunday opening costs us two more members of staff.",
    ]
    disk = PapersOnDisk([tmp_path / "work"])
    assert all(disk.stands(*evidence.place, evidence.quote) for evidence in lookup.evidence)
    assert [evidence.quote for evidence in summary.evidence] == [""]
    assert (summary.type, lookup.type) == ("summary", "lookup")
    assert lookup.papers == ("001-qmsum.txt",)
    assert not lookup.need_all


@pytest.mark.parametrize("span", [["2", "3"], ["2", "1"]])
def test_a_span_outside_its_meeting_leaves_the_question_out(load, span):
    query = MEETING["specific_query_list"][0] | {"relevant_text_span": [span]}
    found = load("qmsum", [MEETING | {"specific_query_list": [query]}])
    assert [question.type for question in found.questions] == ["summary"]
    (left_out,) = found.left_out
    assert left_out.endswith(f": turns {span[0]} to {span[1]} are not all among its meeting's 3")


def test_one_meeting_a_file_a_list_and_a_packed_file_are_read_alike(tmp_path):
    whole, listed, packed = (tmp_path / name for name in ("meeting.json", "list.json", "meetings.jsonl.gz"))
    whole.write_text(json.dumps(MEETING, indent=1))
    listed.write_text("\ufeff" + json.dumps([MEETING]), encoding="utf-8")
    packed.write_bytes(gzip.compress(json.dumps(MEETING).encode()))
    for path in (whole, listed, packed):
        assert len(load_foreign("qmsum", path, None, tmp_path / path.stem).questions) == 2


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("$1577.00", "The sum is £1,577 in all."),
        ("$1,577", "It was 1577.00"),
        ("8", "There are 8."),
        ("8", "It costs $8 million"),
        ("8.70", "About $8.7 billion"),
        ("18.29%", "That is 18.29 per cent"),
        ("5%", "A rise (5%) since then"),
        ("-3.7%", "a change of -3.7 per cent"),
        ("$-1,200", "Net (1,200)"),
        ("Space Satellites.", "the space satellites, four of them"),
        ("UK", "in the UK, and"),
    ],
)
def test_a_figure_or_short_answer_is_found_as_it_may_be_written(said, answer):
    (fact,) = key_fact(said)
    assert holds(answer, fact)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("8", "There are 18, 80, 2018 and 8,500 of them"),
        ("8.70", "It is 8,738 or 18.7"),
        ("-3.7%", "It rose by 3.7%"),
        ("007", "There are 7 of them"),
        ("UK", "a duke of Ukraine"),
    ],
)
def test_a_short_figure_or_name_is_not_found_inside_another(said, answer):
    (fact,) = key_fact(said)
    assert not holds(answer, fact)


def test_long_answers_and_a_bare_yes_or_no_give_no_key_fact():
    assert key_fact("Yes", "no.", "", "one two three four five six seven") == ()
    assert key_fact("one two three four five six seven", "three") == (("three",),)


@given(st.integers(0, 10**12), st.sampled_from(["{}", "${:,}", "£{}", "{:,}%", "{:,}.00", "{}.0"]))
def test_a_figure_is_found_plain_and_with_separators_however_the_set_writes_it(number, form):
    (fact,) = key_fact(form.format(number))
    assert holds(f"It is {number:,}.", fact)
    assert holds(f"It is {number} in all", fact)


@pytest.mark.parametrize(
    ("kind", "row", "told"),
    [
        (
            "financebench",
            {"question": "?"},
            r"financebench\.jsonl, line 2, field financebench_id: Field required; compare",
        ),
        ("financebench", FINANCE | {"answer": " "}, "line 2, field answer: String should have at least 1 char"),
        (
            "financebench",
            FINANCE | {"evidence": [FINANCE["evidence"][0] | {"evidence_page_num": -1}]},
            r"line 2, field evidence\.0\.evidence_page_num: Input should be greater",
        ),
        (
            "mmlongbench",
            MMLONG | {"evidence_pages": "3 and 5"},
            r"mmlongbench\.json, row 2, field evidence_pages: Input should be a valid (array|list); compare",
        ),
        ("mmlongbench", MMLONG | {"evidence_pages": "[0]"}, r"row 2, field evidence_pages\.0: Input should be greater"),
        ("mmlongbench", MMLONG | {"evidence_sources": "[7]"}, r"row 2, field evidence_sources\.0: .*valid string"),
        (
            "squad",
            squad(ASKED | {"answers": [{"text": "Ada"}]}),
            r"row 2, field data\.0\.paragraphs\.0\.qas\.0\.answers\.0\.answer_start: Field required",
        ),
        (
            "qmsum",
            MEETING | {"specific_query_list": [{"query": "?", "answer": "!", "relevant_text_span": [["one", "2"]]}]},
            r"line 2, field specific_query_list\.0\.relevant_text_span\.0\.0: .*valid integer",
        ),
        ("qmsum", {"question": "?", "passage": "local"}, "line 2, field meeting_transcripts: Field required"),
    ],
)
def test_a_malformed_row_is_named_by_file_row_and_field(load, kind, row, told):
    good = {"financebench": FINANCE, "mmlongbench": MMLONG, "squad": squad(ASKED), "qmsum": MEETING}[kind]
    with pytest.raises(QuestionsError, match=told):
        load(kind, [good, row])


def test_an_id_that_stands_twice_is_refused(load):
    with pytest.raises(QuestionsError, match="squad.json, field id: 's1' stands twice; give each question"):
        load("squad", squad(ASKED, ASKED))


def test_files_that_cannot_be_read_say_what_to_do(tmp_path):
    def refused(name, content, told):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(QuestionsError, match=told):
            load_foreign("qmsum", tmp_path / name, None, tmp_path / "work")

    refused("lines.json", b'{"a": 1}\n{"a": 2}', r"lines\.json is not JSON in UTF-8 \(.*\); name a file of JSON lines")
    refused("bytes.json", b"\xff\xfe", r"bytes\.json is not JSON in UTF-8")
    refused("broken.jsonl", b"{", r"broken\.jsonl, line 1: Invalid JSON")
    refused("cut.jsonl.gz", gzip.compress(b"{}" * 99)[:-9], r"cut\.jsonl\.gz cannot be read \(.*fetch it again")
    with pytest.raises(QuestionsError, match=r"nowhere\.json cannot be read \(.*No such file"):
        load_foreign("squad", tmp_path / "nowhere.json", None, tmp_path / "work")


def test_the_folder_of_papers_is_needed_where_papers_are_given_and_refused_where_they_are_made(tmp_path):
    with pytest.raises(QuestionsError, match="financebench needs the folder of its PDF papers; none was named"):
        load_foreign("financebench", tmp_path / "set.jsonl", None, tmp_path)
    with pytest.raises(QuestionsError, match="mmlongbench needs the folder of its PDF papers; .*gone was named"):
        load_foreign("mmlongbench", tmp_path / "set.json", tmp_path / "gone", tmp_path)
    with pytest.raises(QuestionsError, match="the papers of squad are made from its questions; do not name"):
        load_foreign("squad", tmp_path / "set.json", tmp_path, tmp_path)
    with pytest.raises(QuestionsError, match="'trivia' is no kind of question set; name one of financebench, mmlong"):
        load_foreign("trivia", tmp_path / "set.json", None, tmp_path)


def test_a_work_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "set.json").write_text(json.dumps(squad(ASKED)))
    (tmp_path / "work").write_text("a file, no folder")
    with pytest.raises(QuestionsError, match=r"001-Light_house_A\.txt cannot be written \(.*name another work folder"):
        load_foreign("squad", tmp_path / "set.json", None, tmp_path / "work")


def test_financebench_goes_down_the_road(load, graded):
    (row,) = graded(load("financebench", [FINANCE])).rows
    assert row.faults == ()
    assert (row.scores["facts"], row.scores["cited"], row.scores["hit@1"], row.scores["quotes"]) == (1, 1, 1, 1)


def test_mmlongbench_goes_down_the_road(load, graded):
    absent = MMLONG | {"question": "Which zeppelin crossed Xanadu?", "answer": "Not answerable", "evidence_pages": "[]"}
    told, refused = graded(load("mmlongbench", [MMLONG, absent])).rows
    assert told.faults == refused.faults == ()
    assert told.scores["hit@1"] == told.scores["quotes"] == 1
    assert refused.record.refused


def test_squad_goes_down_the_road(load, graded):
    told, refused = graded(load("squad", squad(ASKED, IMPOSSIBLE))).rows
    assert told.faults == refused.faults == ()
    assert told.record.citations[0].file == "001-Light_house_A.txt"
    assert refused.record.refused


def test_qmsum_goes_down_the_road_and_a_query_is_asked_of_its_own_meeting(load, graded):
    other = [
        turn | {"content": turn["content"].replace("two more", "three more")} for turn in MEETING["meeting_transcripts"]
    ]
    rows = graded(load("qmsum", [MEETING, MEETING | {"meeting_transcripts": other}])).rows
    lookups = [row for row in rows if row.question.type == "lookup"]
    assert [row.faults for row in lookups] == [(), ()]
    assert [{cited.file for cited in row.record.citations} for row in lookups] == [
        {"001-qmsum.txt"},
        {"002-qmsum.txt"},
    ]
