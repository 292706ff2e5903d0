import base64
import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.model import Turn
from errors import AskboardError, RunError
from eval.grading import grade
from eval.measures import MEASURES
from eval.questions import Cited, Evidence, Question, Record
from eval.release.comparing import intervals
from eval.release.plots import tradeoff
from eval.release.report import anchor, headlines, lost, misses, quotes, report
from eval.release.runs import About, Row, Run, Verdict, row_of, save_run
from eval.stages import STAGES

ROOT = Path(__file__).parents[3]
HOSTILE = (
    "</title></style></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
    " {{ 7 * 7 }} {% raw %} $\\frac{1}{2}$ &lt; \u202eevil\x00 \ud800 https://evil.example/x"
)
ABOUT = About(
    name="spring",
    made="2026-11-23T10:05:00+00:00",
    commit="abc1234+",
    settings={"embedding model": "small", "language model": "none"},
    versions={"python": "3.11.7"},
    papers={"pack.pdf": "0123456789abcdef"},
    questions={f"q{number}": str(number) for number in range(8)},
    seconds={"askboard": 4.2},
)
Tree = Any


def ask(make_question: Any, make_record: Any) -> tuple[list[Question], list[Record]]:
    """Eight questions: q0 to q2 right, q3 without its fact, q4 refused, q5 and q6 unanswerable, q7 a follow-up."""
    asked = [make_question(id=f"q{number}") for number in range(5)]
    asked += [make_question(id=f"q{n}", type="unanswerable", answer=None, must=(), evidence=()) for n in (5, 6)]
    asked.append(make_question(id="q7", type="follow_up", history=(Turn("user", "What is the pool?"),)))
    said = [make_record(id=f"q{number}") for number in range(8)]
    said[3] = make_record(id="q3", answer="Ten million.")
    said[4] = make_record(id="q4", answer="Not found.", refused=True, citations=())
    said[5] = make_record(id="q5", answer="Not found.", refused=True, citations=())
    said[7] = make_record(id="q7", answer="A lot.", passages=())
    return asked, said


@pytest.fixture
def run(make_question: Any, make_record: Any) -> Run:
    asked, said = ask(make_question, make_record)
    stages = {"q3": "not quoted", "q4": "not ranked", "q6": "not refused", "q7": "not retrieved"}
    strengths = {"q0": 0.9, "q1": 0.8, "q2": 0.4, "q5": 0.3, "q6": 0.5}
    rows = tuple(
        row_of(one, "tune" if place < 4 else "report", stages.get(one.question.id), strengths.get(one.question.id))
        for place, one in enumerate(grade(asked, said, lambda *_: True).rows)
    )
    refuser = [replace(record, answer="", refused=True, citations=(), passages=()) for record in said]
    others = {"refuser": tuple(row_of(one, "tune") for one in grade(asked, refuser).rows)}
    return Run(ABOUT, {"askboard": rows, **others}, tuple(asked), tuple(said))


def tree(page: str) -> Tree:
    return lxml.html.document_fromstring(page)


def cells(page: Tree, caption: str) -> list[list[str]]:
    """Return a table's rows as texts, each cell's lines joined."""
    [found] = page.xpath(f"//table[caption[@id='table-{caption}']]")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th | ./td")] for row in found.iter("tr")]


def row(table: list[list[str]], start: str) -> list[str]:
    [found] = [row for row in table if row[0].startswith(start)]
    return found


def test_every_figure_is_what_the_run_comes_to(run: Run) -> None:
    table = cells(tree(report(run)), "figures")
    assert table[0] == ["Measure", "all (8)", "tune (4)", "report (4)"]
    parts = [run.rows, run.rows[:4], run.rows[4:]]
    names = [name for name in run.rows[0].scores if name not in ("quotes", "words", "seconds")]
    for name, told in zip(names, table[1:], strict=False):
        assert name in told[0]
        for rows, cell in zip(parts, told[1:], strict=True):
            found = intervals(rows).get(name)
            assert cell.startswith("–" if found is None else f"{found.mean:.1%} "), name
            if found and found.low != found.high:
                assert f"{100 * found.low:.0f} to {100 * found.high:.0f}% · n {found.count}" in cell


def test_quotes_are_counted_and_not_averaged(run: Run) -> None:
    rows = (replace(run.rows[0], quotes=(1, 3), scores={**run.rows[0].scores, "quotes": 1 / 3}), *run.rows[1:])
    assert quotes(rows) == (6, 8)
    table = cells(tree(report(replace(run, roads={**run.roads, "askboard": rows}))), "figures")
    assert row(table, "Quotes that stand")[1] == "6 of 8 6 answers"


def test_what_matters_most_is_said_in_sentences_the_bad_like_the_good(run: Run) -> None:
    assert [one.sentence for one in headlines(run.rows)] == [
        "Of 6 questions that the papers answer, 3 were answered fully and correctly.",
        "Of 5 questions answered with a citation, 5 were given a page that proves it.",
        "Of 2 questions that the papers do not answer, or not for the asker, 1 was refused, as all should be.",
        "Of 6 questions that the papers answer, 1 was refused all the same.",
        "Of 6 quotes, 6 stand word for word on the page named.",
    ]
    for one in headlines(run.rows):
        assert one.sentence in tree(report(run)).text_content()


def test_a_single_question_is_no_questions() -> None:
    alone = Row("q", "tune", "lookup", "officer", 1, {"right": 0.0}, quotes=(1, 1))
    assert [one.sentence for one in headlines([alone])] == [
        "Of 1 question that the papers answer, none were answered fully and correctly.",
        "Of 1 question that the papers answer, none were refused all the same.",
        "Of 1 quote, 1 stands word for word on the page named.",
    ]


@pytest.mark.parametrize("name", [*MEASURES, "quotes"])
def test_every_measure_is_explained(run: Run, name: str) -> None:
    heads = [" ".join(cell.text_content().split()) for cell in tree(report(run)).xpath("//th[@scope='row']")]
    assert any(re.search(rf"^\w.* {re.escape(name)} \w.+\.$", head) for head in heads)


def test_roads_stand_beside_each_other(run: Run) -> None:
    page = tree(report(run))
    table = cells(page, "roads")
    assert table[0][1:] == ["askboard (8)", "refuser (8)"]
    assert row(table, "Answered fully")[1:] == ["50.0% 12 to 88% · n 8", "25.0% 0 to 62% · n 8"]
    assert row(table, "Refusals that are right")[2].startswith("25.0%")
    assert "Refuses every question" in page.text_content()


def test_one_road_alone_is_not_compared(run: Run) -> None:
    page = tree(report(Run(run.about, {"askboard": run.rows})))
    assert not page.xpath("//*[@id='roads' or @href='#roads']")


def test_kinds_of_question_come_with_how_many_they_are(run: Run) -> None:
    page = tree(report(run))
    assert cells(page, "type")[1:] == [
        ["follow up", "0 of 1", "0.0%", "all alike"],
        ["numeric", "3 of 5", "60.0%", "20 to 100%"],
        ["unanswerable", "1 of 2", "50.0%", "0 to 100%"],
    ]
    assert "numeric (5)" in page.xpath("string(//section[@id='kinds']//*[local-name()='svg'])")


@given(
    st.lists(st.tuples(st.sampled_from([*STAGES, None, "odd"]), st.sampled_from(["tune", "report"]), st.booleans())),
)
def test_the_stages_add_up_to_all_misses(drawn: list[tuple[str | None, str, bool]]) -> None:
    rows = tuple(
        Row(f"q{n}", split, "lookup", "officer", 1, {"right": float(right)}, stage=None if right else stage)
        for n, (stage, split, right) in enumerate([*drawn, ("not read", "tune", True)])
    )
    counts = lost(Run(ABOUT, {"askboard": rows}))
    assert set(STAGES) <= counts.keys()
    assert sum(sum(row.values()) for row in counts.values()) == sum(not right for _, _, right in drawn)
    for split in ("tune", "report"):
        wrong = sum(not right for _, theirs, right in drawn if theirs == split)
        assert sum(row.get(split, 0) for row in counts.values()) == wrong


def test_the_stage_table_holds_every_stage_and_its_sum(run: Run) -> None:
    table = cells(tree(report(run)), "lost")
    assert table[0] == ["Stage", "tune", "report", "all"]
    assert [told[0].startswith(stage) for stage, told in zip(STAGES, table[1:-1], strict=True)] == [True] * len(STAGES)
    assert row(table, "not read")[1:] == ["0", "0", "0"]
    assert row(table, "not quoted")[1:] == ["1", "0", "1"]
    assert table[-1] == ["All misses", "1", "3", "4"]


def test_a_threshold_trades_right_refusals_for_wrong_ones(run: Run) -> None:
    # Of the 6 pairs only (0.4, 0.5) is the wrong way round: 5 / 6. To refuse both 0.3 and 0.5, 0.4 of 3 goes too.
    page = tree(report(run))
    told = " ".join(page.xpath("//section[@id='refusing']")[0].text_content().split())
    assert "over 3 answerable and 2 unanswerable questions; 3 rows have no strength and are left out" in told
    assert "Area under the curve: 0.83." in told
    assert "Today 50.0% of the unanswerable and 16.7% of the answerable" in told
    assert cells(page, "curve")[1:] == [
        ["at least 25% (50.0%)", "0.400", "0.0%"],
        ["at least 50% (50.0%)", "0.400", "0.0%"],
        ["at least 75% (100.0%)", "0.800", "33.3%"],
        ["at least 100% (100.0%)", "0.800", "33.3%"],
    ]


def test_a_run_without_strengths_has_no_curve(run: Run) -> None:
    rows = tuple(replace(row, strength=None) for row in run.rows)
    page = tree(report(Run(run.about, {"askboard": rows})))
    assert "No curve can be drawn" in page.text_content()


strengths = st.lists(st.integers(0, 9).map(float), min_size=1, max_size=12)


@given(strengths, strengths)
def test_the_area_is_how_often_the_answerable_are_stronger(known: list[float], unknown: list[float]) -> None:
    found = tradeoff(known, unknown)
    wins = sum((one > other) + (one == other) / 2 for one, other in product(known, unknown))
    assert found.area == pytest.approx(wins / len(known) / len(unknown))
    assert found.points[0] == (0, 0)
    assert found.points[-1] == (1, 1)
    assert list(found.points) == sorted(found.points)
    for share in (0.25, 0.5, 1.0):
        threshold, wrongly, rightly = found.reaching(share)
        assert rightly >= share
        assert wrongly == sum(one < threshold for one in known) / len(known)


def test_a_change_names_what_was_gained_and_lost(run: Run) -> None:
    flipped = {"q0": 0.0, "q3": 1.0, "q4": 1.0}
    rows = [replace(one, scores={**one.scores, "right": flipped.get(one.id, one.scores["right"])}) for one in run.rows]
    page = tree(report(run, Run(replace(ABOUT, name="winter"), {"askboard": tuple(rows)})))
    assert "Change since winter" in page.text_content()
    assert row(cells(page, "change"), "Answered fully")[1:] == ["-12.5 points", "-50.0 to +25.0", "8", "1.000"]
    assert row(cells(page, "change"), "Key facts")[1:3] == ["none", "–"]
    gained, gone = (page.xpath(f"//h3[@class='{way}']/following-sibling::ul[1]")[0] for way in ("up", "down"))
    assert [one.text_content().split(":")[0] for one in gained] == ["q0"]
    assert [one.get("href") for one in gone.iter("a")] == ["#miss-q3", "#miss-q4"]


def test_runs_of_other_questions_cannot_be_compared(run: Run) -> None:
    other = Run(replace(ABOUT, name="other", questions={}), {"askboard": run.rows})
    with pytest.raises(RunError, match="share no question"):
        report(run, other)


def test_a_second_opinion_stands_beside_the_rules(run: Run) -> None:
    verdicts = tuple(Verdict(f"q{n}", n != 1, f"reason {n}") for n in range(4))
    page = tree(report(replace(run, verdicts=verdicts)))
    told = " ".join(page.xpath("//section[@id='judge']")[0].text_content().split())
    # Two of four alike; both judges say right three times in four: chance is 5/8, kappa (1/2 - 5/8) / (3/8) = -1/3.
    assert "agrees with the fixed rules on 2 of 4 answers; kappa is -0.33" in told
    assert cells(page, "judge")[1:] == [["right", "2", "1"], ["not right", "1", "0"]]
    assert cells(page, "apart")[1:] == [
        ["q1", "right", "not right", "reason 1"],
        ["q3", "not right", "right", "reason 3"],
    ]


def test_every_miss_tells_what_was_said_and_what_is_right(run: Run) -> None:
    page = tree(report(run))
    assert [miss.get("id") for miss in page.iter("article")] == [f"miss-q{n}" for n in (3, 4, 6, 7)]
    first, refusal, invented, follow_up = (" ".join(miss.text_content().split()) for miss in page.iter("article"))
    for part in (
        "How much is council money?", "not quoted", "numeric", "officer", "tune", "right page found at place 2",
        "lacks '10.640'", "Ten million.", "[1] pack.pdf, PDF page 2, printed page 60, item 9, paragraph 2.2, “3.3”",
        "£10.640m comes from KCC.", "pack.pdf, PDF page 2, printed page 60, item 9, “3.3” KCC £10.640m",
    ):  # fmt: skip
        assert part in first
    assert "What was answered: a refusal" in refusal
    assert "The papers do not say: it should have been refused." in invented
    assert "right page" not in invented
    assert "user: What is the pool?" in follow_up
    assert "right page not among ten" in follow_up


def test_a_quote_that_is_the_answer_is_not_said_twice(run: Run, cited: Cited) -> None:
    said = tuple(replace(one, answer=f"1. {cited.quote} [1]") if one.id == "q3" else one for one in run.answers)
    page = report(replace(run, answers=said))
    assert (
        "<blockquote>KCC £10.640m</blockquote></li>\n</ol>"
        not in page[page.index('id="miss-q3"') :].split("</article>")[0]
    )
    assert "<blockquote>KCC £10.640m</blockquote></li>\n</ol>" in report(run)


def test_without_words_only_ids_are_told(run: Run) -> None:
    page = tree(report(run.without_words()))
    assert [miss.get("id") for miss in page.iter("article")] == [f"miss-q{n}" for n in (3, 4, 6, 7)]
    assert "kept without the words" in page.text_content()
    for words in ("council money", "Ten million", "KCC", "lacks"):
        assert words not in page.text_content()
    assert cells(page, "figures") == cells(tree(report(run)), "figures")
    assert cells(page, "lost") == cells(tree(report(run)), "lost")


def test_a_run_without_misses_says_so(run: Run) -> None:
    rows = tuple(row for row in run.rows if row.scores["right"])
    page = tree(report(Run(run.about, {"askboard": rows})))
    assert "There is none." in page.text_content()
    assert not page.xpath("//form | //article")
    assert misses(Run(run.about, {"askboard": rows})) == ()


@pytest.fixture
def hostile(run: Run) -> Run:
    """A run in which every text that can be one is hostile."""
    place = Evidence(HOSTILE, 2, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    cited = Cited(HOSTILE, 2, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    names = {"id": HOSTILE, "persona": HOSTILE, "type": HOSTILE}
    asked = replace(
        run.questions[3],
        **names,
        history=(Turn(HOSTILE, HOSTILE),),
        question=HOSTILE,
        answer=HOSTILE,
        evidence=(place,),
    )
    said = Record(HOSTILE, HOSTILE, False, 1.0, (cited,), (cited,))
    [one] = grade([asked], [said], lambda *_: True).rows
    row = replace(row_of(one, HOSTILE, HOSTILE, 0.5), faults=(HOSTILE,), scores={**run.rows[3].scores, HOSTILE: 0.5})
    other = replace(row, split="tune", scores={**row.scores, "refusal recall": 0.0})
    texts = {HOSTILE: HOSTILE}
    about = About(HOSTILE, HOSTILE, HOSTILE, texts, texts, texts, texts, {HOSTILE: 1.0})
    roads = {"askboard": (row, replace(other, id="q1")), HOSTILE: (row,)}
    return Run(about, roads, (asked,), (said,), (Verdict(HOSTILE, True, HOSTILE),))


def test_nothing_from_papers_or_answers_breaks_out(hostile: Run, run: Run) -> None:
    earlier = replace(
        hostile, roads={"askboard": tuple(replace(o, scores={**o.scores, "right": 1.0}) for o in hostile.rows)}
    )
    page = report(hostile, earlier)
    found = tree(page)
    assert page.encode()
    assert "49" not in found.xpath("string(//*[@id='miss-q1'])")
    assert [len(found.xpath(f"//{tag}")) for tag in ("script", "style", "head/title", "img")] == [1, 1, 1, 0]
    assert {tag.tag for tag in found.iter() if isinstance(tag.tag, str)} <= {
        one.tag for one in tree(report(replace(run, verdicts=(Verdict("q3", True, "so"),)), run)).iter()
    }
    attributes = {name for tag in found.iter() for name in tag.attrib}
    assert not [name for name in attributes if name.startswith("on")]
    assert all(link.startswith("#") for link in found.xpath("//@href | //@src"))
    assert not re.search("[\x00\u202e\ud800]", page)
    shown = "<img src=x onerror=alert(2)>"
    for part in ("header", "table", "article", "h3", "blockquote", "li", "footer"):
        assert any(shown in one.text_content() for one in found.iter(part)), part
    assert any(HOSTILE[:20] in drawing.text_content() for drawing in found.iter("svg"))


def test_the_page_asks_nothing_of_any_network(run: Run) -> None:
    page = report(run, run)
    assert "http://" not in page
    assert "https://" not in page
    assert "@import" not in page
    assert set(re.findall(r"url\((.)", page)) <= {"#"}
    assert all(link.startswith("#") for link in tree(page).xpath("//@href | //@src"))
    assert not tree(page).xpath("//link | //img | //iframe | //object | //base")


def test_the_page_lets_only_its_own_script_run(run: Run) -> None:
    page = report(run)
    [script] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    print_of = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = tree(page).xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{print_of}'" in policy


def test_every_id_is_given_once_and_every_link_leads_somewhere(run: Run) -> None:
    page = tree(report(run, run))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//@href")} <= set(ids)
    named = page.xpath("//@aria-labelledby")
    assert {one for name in named for one in name.split()} <= set(ids)


def test_headings_follow_in_order_and_plots_and_tables_have_names(run: Run) -> None:
    page = tree(report(replace(run, verdicts=(Verdict("q3", True, "so"),)), run))
    levels = [int(head.tag[1]) for head in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert all(one.xpath("./*[local-name()='title' and text()]") for one in page.xpath("//svg"))
    assert all(table.xpath("./caption[text()]") and table.xpath(".//th[@scope]") for table in page.iter("table"))


@given(st.text(min_size=1), st.text(min_size=1))
def test_anchors_are_plain_and_differ_where_ids_do(one: str, other: str) -> None:
    assert re.fullmatch(r"miss-[\w.-]+", anchor(one), re.ASCII)
    assert (anchor(one) == anchor(other)) == (one == other)


def test_the_same_run_gives_the_same_bytes_in_another_process(run: Run, tmp_path: Path) -> None:
    save_run(run, tmp_path)
    code = (
        "import sys; from pathlib import Path; from eval.release.report import report;"
        " from eval.release.runs import load_run;"
        " sys.stdout.buffer.write(report(load_run(Path(sys.argv[1]))).encode())"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    told = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert told.stdout.decode() == report(run) == report(run)


def test_a_missing_matplotlib_names_its_own_fix(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(AskboardError, match=r"pip install 'askboard\[eval\]'"):
        report(run)


def test_texts_stand_out_enough_by_day_and_by_night(run: Run) -> None:
    style = tree(report(run)).xpath("string(//style)")
    day, night = (dict(re.findall(r"--(\w+): (#\w+)", part)) for part in style.split("prefers-color-scheme: dark")[:2])
    for colours in (day, night):
        for text, ground in product(("ink", "muted", "link", "bad", "good", "accent"), ("paper", "soft")):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        for mark in ("c1", "c2", "c3", "c4", "c5"):
            assert contrast(colours[mark], colours["paper"]) >= 3, mark


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
