from dataclasses import replace

import pytest

from eval.answering import Trace
from eval.questions import Found
from eval.stages import STAGES, stage

PAGE = ("pack.pdf", 2)


def stands(*texts):
    """Every page holds these texts, and nothing else."""
    return lambda _file, _page, words: any(words in text for text in texts)


PRINTED = stands("KCC £10.640m of 28.254")


@pytest.fixture
def lost(make_question, make_record):
    """Tell the stage of an answer that lacks its fact, everything else as it should be."""

    def tell(question=None, library=PRINTED, read=(PAGE,), dropped=(), **changes):
        record = make_record(**({"answer": "Nothing of use. [1]"} | changes))
        return stage(question or make_question(), record, Trace(tuple(read), tuple(dropped)), library, PRINTED)

    return tell


def test_a_page_of_which_the_library_lacks_what_is_printed_was_not_read(lost):
    assert lost(library=stands("KCC")) == "not read"
    assert lost(library=stands()) == "not read"


def test_facts_tell_what_was_read_where_no_quote_is_given(lost, make_question, evidence):
    question = make_question(evidence=(replace(evidence, quote=""),))
    assert lost(question, library=stands("about 10.640")) == "not quoted"
    assert lost(question, library=stands("about")) == "not read"


def test_own_words_that_are_printed_nowhere_do_not_blame_the_reading(lost, make_question, evidence):
    question = make_question(must=(("ten million",),), evidence=(replace(evidence, quote=""),))
    assert lost(question, library=stands("about")) == "not quoted"


def test_a_page_that_nothing_found_stands_on_was_not_retrieved(lost):
    assert lost(passages=(Found("pack.pdf", 1, None, None),), read=()) == "not retrieved"


def test_a_page_found_below_what_is_read_was_not_ranked(lost):
    assert lost(read=[("pack.pdf", 1)]) == "not ranked"


def test_a_fact_in_a_claim_that_was_dropped_was_not_proved(lost):
    assert lost(dropped=["It is £10.640m."]) == "not proved"
    assert lost(dropped=["It is raining."]) == "not quoted"


def test_a_refusal_was_not_proved_where_the_claim_that_held_it_was_dropped(lost):
    assert lost(refused=True, answer="Not found.", dropped=["It is £10.640m."]) == "not proved"
    assert lost(refused=True, dropped=["It is raining."]) == "not quoted"


def test_a_full_answer_that_cites_another_page_was_not_quoted(lost, cited):
    elsewhere = (replace(cited, pdf_page=3),)
    assert lost(answer="£10.640m", citations=elsewhere) == "not quoted"


def test_a_full_answer_beside_a_wrong_figure_said_too_much(lost):
    assert lost(answer="£10.640m or 28.254") == "said too much"


def test_where_all_places_are_needed_the_one_not_cited_is_looked_for(lost, make_question, evidence):
    both = make_question(evidence=(evidence, replace(evidence, pdf_page=1)), need_all=True)
    # Page 2 is cited; page 1 was found first but not read.
    assert lost(both) == "not ranked"
    assert lost(both, read=[PAGE, ("pack.pdf", 1)]) == "not quoted"


def test_an_answer_to_what_the_papers_do_not_say_was_not_refused(lost, unanswerable):
    assert lost(unanswerable) == "not refused"


def test_what_gives_away_a_withheld_place_leaked(lost, unanswerable, evidence):
    assert lost(replace(unanswerable, withheld=(evidence,))) == "leaked"


def test_the_stages_are_in_the_order_of_the_road():
    road = ("not read", "not retrieved", "not ranked", "not proved", "not quoted")
    assert [name for name in STAGES if name in road] == list(road)
