from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import PaperError
from ingest.formats.web import web_page
from ingest.passages import cut
from ingest.reading import read_paper

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)


@pytest.fixture
def page(tmp_path: Path):
    def written(content, name="page.html"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_paper(tmp_path / name)

    return written


def lines(content):
    return [line.text for line in web_page(content)[1] if line.text]


def test_headings_open_parts_and_name_the_section(page):
    paper = page("<title>The falls report</title><h1>Why</h1><p>It matters.</p><h2>Costs</h2><p>It costs £5.</p>")
    assert [p.lines[0].text for p in paper.pages] == ["Why", "Costs"]
    assert cut(paper)[-1].section in ("Why", "Why > Costs")
    assert paper.title == "The falls report"
    assert not paper.paged


def test_paragraphs_lists_and_breaks_are_lines_and_marks_within_words_part_nothing():
    content = "<p>On<b>e</b> two<br>three</p><ul><li>First<ul><li>within</ul><li><p>Second</p></ul>bare<div>words</div>"
    assert [(line.text, line.listed) for line in web_page(content)[1] if line.text] == [
        ("One two", False),
        ("three", False),
        ("First", True),
        ("within", True),
        ("Second", True),
        ("bare", False),
        ("words", False),
    ]


def test_tables_are_read_a_row_a_line_and_those_that_lay_a_page_out_as_text():
    inner = "<table><tr><th>Scheme<th>2025<tr><td>Day <i>care</i><td><p>11.2</p></table>"
    assert lines(f"<table><tr><td><p>Dear all,</p>{inner}</td></tr></table>") == [
        "Dear all,",
        "Scheme 2025",
        "Day care 11.2",
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>secret()</script>",
        "<style>p {color: red}</style>",
        "<template><p>secret</p></template>",
        "<!-- secret -->",
        "<p hidden>secret</p>",
        "<div style='color:red; DISPLAY : none'><p>secret</p></div>",
        "<span style='visibility:hidden'>secret</span>",
        "<span style='font-size:0px'>secret</span>",
        "<style>@media screen {a {b:c}} p, .x {display: none}</style><b class='y x'>secret</b>",
        "<input type=hidden value=secret>",
    ],
)
def test_what_a_page_hides_is_not_read(hidden):
    assert lines(f"<body>{hidden}<div style='font-size:0.9em'>Shown</div>") == ["Shown"]


def test_what_only_print_hides_is_read():
    assert lines("<style>@media print {.x {display: none}}</style><b class=x>Shown</b>") == ["Shown"]


def test_text_that_is_set_out_keeps_its_lines():
    assert lines("<pre>one\n  two</pre>") == ["one", "two"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_page_is_read_in_the_encoding_that_it_names(page, encoding):
    content = f"<html><head><meta charset='{encoding}'></head><p>It costs £5 – “more”</p>"
    assert page(content.encode(encoding)).pages[0].text.strip() == "It costs £5 – “more”"


def test_nothing_is_fetched_and_no_outside_entity_followed(page, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    address = (tmp_path / "secret.txt").as_uri()
    content = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{address}">]>'
        f"<p>Words &x;</p><iframe src='{address}'></iframe><object data='{address}'></object>"
    )
    assert "secret" not in page(content).pages[0].text


def test_deep_nesting_loses_nothing():
    assert lines("<div>" * 200 + "deep" + "</div>" * 200 + "<p>after</p>") == ["deep", "after"]


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=5), st.sampled_from(["td", "th"]))
def test_no_word_of_a_table_is_lost(table, cell):
    rows = "".join("<tr>" + "".join(f"<{cell}>{words}</{cell}>" for words in row) for row in table)
    assert lines(f"<table>{rows}</table>") == [" ".join(row) for row in table]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7 ...", r"^page\.html is not a web page: ingest it in the format it was made in"),
        (b"<p hidden>x</p>", r"^page\.html holds no text: check that it is the right file"),
        (b"", r"^page\.html is an empty file"),
        (b"<div>" * 2_000 + b"x", r"^page\.html cannot be read as a web page: open it in a browser"),
        (b" " * 30_000_001, r"^page\.html holds more than 30 MB to read: save it in parts"),
    ],
)
def test_a_web_page_that_is_none_says_what_to_do(page, content, message):
    with pytest.raises(PaperError, match=message):
        page(content)
