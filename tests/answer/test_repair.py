import pytest

from answer.writing.prompting import ABSENT

POOL = "What is the size of the 2025/26 Better Care pool, as revised in June 2025?"
PROVED = "The pool is now £30.782m"
OWN_WORDS = "What the language model wrote could not be proved. These are the papers' own words."


def says(model, *replies):
    told = iter(replies)
    model.reply = lambda: [next(told)]


def test_a_model_that_proves_nothing_is_asked_once_more_and_told_which_sentences_failed(written, model, number):
    n = number(PROVED)
    says(model, f"The pool is £99m. [{n}] The pool is now £30.782m.", f"The pool is now £30.782m. [{n}]")
    answer = written(POOL)
    first, second = model.prompts
    assert second.startswith(first)
    assert "“The pool is £99m.” is not what the passage says." in second
    assert "“The pool is now £30.782m.” names no passage." in second
    assert [claim.text for claim in answer.claims] == ["The pool is now £30.782m."]
    assert (answer.found, answer.note, len(answer.dropped)) == (True, "", 2)


def test_what_fails_in_both_replies_is_counted_and_the_papers_own_words_are_shown(written, model):
    says(model, "The pool is £99m. [1] It grew by 400%. [2]", "The pool is £98m. [1]")
    answer = written(POOL)
    assert answer.dropped == ("The pool is £99m. [1]", "It grew by 400%. [2]", "The pool is £98m. [1]")
    assert (answer.found, answer.note) == (True, OWN_WORDS)
    assert len(model.prompts) == 2


def test_a_model_is_not_asked_again_where_one_sentence_was_proved(written, model, number):
    says(model, f"It grew by 400%. [1] The pool is now £30.782m. [{number(PROVED)}]")
    answer = written(POOL)
    assert [claim.text for claim in answer.claims] == ["The pool is now £30.782m."]
    assert len(model.prompts) == 1


def test_a_model_that_finds_nothing_is_not_asked_again(written, model):
    says(model, ABSENT)
    assert not written(POOL).found
    assert len(model.prompts) == 1


@pytest.mark.parametrize("second", [ABSENT, "The pool is £99m. [1]"])
def test_a_model_that_gives_up_or_repeats_itself_is_followed_by_quotes(written, model, second):
    says(model, "The pool is £99m. [1]", second)
    answer = written(POOL)
    assert (answer.found, answer.note) == (True, OWN_WORDS)
    assert len(model.prompts) == 2


def test_a_model_that_fails_when_asked_again_is_followed_by_quotes(written, model):
    def reply():
        model.status = 503
        yield "The pool is £99m. [1]"

    model.reply = reply
    answer = written(POOL)
    assert answer.found
    assert answer.dropped == ("The pool is £99m. [1]",)
    assert "refused with status 503" in answer.note
    assert answer.note.endswith("These are the papers' own words.")


def test_what_a_model_is_told_of_its_failures_stays_short(written, model):
    says(model, " ".join(f"The pool is £{n}m {'and more ' * 80}so." for n in range(90, 97)), ABSENT)
    written(POOL)
    first, second = model.prompts
    assert len(second) - len(first) < 2000
