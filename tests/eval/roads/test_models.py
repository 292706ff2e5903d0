import pytest

from answer.writing.remote import LanguageModelChoice
from errors import LanguageModelError
from eval.roads.models import opened, tried


def ask(choice):
    return tried(choice, lambda: opened(choice, 7).complete("Hello?").text)


def test_a_model_is_asked_at_temperature_0_with_a_cap(model):
    model.text = "Hello."
    assert ask(model.choice()) == "Hello."
    [body] = model.asked
    assert (body["messages"], body["temperature"], body["max_tokens"]) == (
        [{"role": "user", "content": "Hello?"}],
        0.0,
        7,
    )


def test_a_failure_is_tried_once_more(model):
    model.text, model.statuses = "Hello.", [503]
    assert ask(model.choice()) == "Hello."
    assert len(model.asked) == 2


@pytest.mark.parametrize(("status", "told"), [(401, "refused with status 401"), (500, "refused with status 500")])
def test_a_status_that_stays_is_told(model, status, told):
    model.statuses = [status, status]
    with pytest.raises(LanguageModelError, match=told):
        ask(model.choice())
    assert len(model.asked) == 2


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'{"choices": []}', b'{"choices": null}'])
def test_what_is_no_completion_is_told(model, body):
    model.body = body
    with pytest.raises(LanguageModelError, match="gave no answer that can be read"):
        ask(model.choice())


def test_a_model_that_takes_too_long_is_not_asked_again(model):
    model.pause = 20
    with pytest.raises(LanguageModelError, match=r"did not answer within 0\.3 s: allow it more time"):
        ask(model.choice(timeout=0.3))
    assert len(model.asked) == 1


def test_an_address_where_nothing_listens_is_told():
    choice = LanguageModelChoice("http://127.0.0.1:9/v1", "toy")
    with pytest.raises(LanguageModelError, match=r"at http://127\.0\.0\.1:9/v1 cannot be reached: check that it runs"):
        ask(choice)
