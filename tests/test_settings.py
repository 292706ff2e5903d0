from pathlib import Path

import pytest

import settings
from answer.writing.local import LanguageModelFile
from errors import SettingsError
from opening import check_address, entrance, language_model, people_file, writing_model


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "DATA",
        "EMBEDDING_MODEL",
        "LANGUAGE_MODEL_ADDRESS",
        "LANGUAGE_MODEL_NAME",
        "LANGUAGE_MODEL_TIMEOUT",
        "LANGUAGE_MODEL_FILE",
    ):
        monkeypatch.delenv(f"ASKBOARD_{name}", raising=False)


def write(text):
    Path(settings.FILE).write_text(text, encoding="utf-8")


def test_without_a_file_the_defaults_need_nothing():
    found = settings.load()
    assert (found.data, found.embedding_model, found.language_model_address) == (Path("data"), None, None)


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(monkeypatch):
    write('data = "of the file"\nembedding_model = "of the file"')
    assert settings.load().data == Path("of the file")
    monkeypatch.setenv("ASKBOARD_DATA", "of the environment")
    assert settings.load().data == Path("of the environment")
    assert settings.load(Path("of the line")).data == Path("of the line")
    assert settings.load().embedding_model == "of the file"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'embeding_model = "x"',
            r"^The setting “embeding_model” cannot be used: .*askboard\.toml or ASKBOARD_EMBEDING_MODEL",
        ),
        ("language_model_timeout = 0", "^The setting “language_model_timeout” cannot be used: .*greater than 0"),
        ('language_model_timeout = "soon"', "^The setting “language_model_timeout” cannot be used: .*number"),
        ("data = [", r"^askboard\.toml cannot be read: "),
        ('language_model_address = "http://localhost:1"', "^language_model_address is set without language_model_name"),
        (
            'language_model_address = "http://localhost:1"\nlanguage_model_name = "x"\nlanguage_model_file = "x.gguf"',
            "^language_model_address and language_model_file are both set: leave one of them out$",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(text, message):
    write(text)
    with pytest.raises(SettingsError, match=message) as raised:
        settings.load()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "installed", "trouble"),
    [
        (None, True, r"tiny\.gguf is not there: give the path of a GGUF file$"),
        (b"PK and more", True, r"tiny\.gguf is no GGUF file: give the path of one$"),
        (b"", True, r"tiny\.gguf is no GGUF file"),
        (b"GGUF and more", False, r"the package xllamacpp is needed: pip install 'askboard\[local-llm\]'$"),
    ],
)
def test_a_model_file_that_cannot_be_run_is_refused_in_one_sentence(monkeypatch, content, installed, trouble):
    monkeypatch.setattr("answer.writing.local.find_spec", lambda _: installed or None)
    if content is not None:
        Path("tiny.gguf").write_bytes(content)
    write('language_model_file = "tiny.gguf"')
    with pytest.raises(
        SettingsError, match=f"^The setting “language_model_file” cannot be used: .*{trouble}"
    ) as raised:
        writing_model(settings.load())
    assert "\n" not in str(raised.value)


def test_a_model_file_writes_answers_and_is_no_address_to_judge_at(monkeypatch):
    monkeypatch.setattr("answer.writing.local.find_spec", lambda _: True)
    Path("tiny.gguf").write_bytes(b"GGUF and more")
    write('language_model_file = "tiny.gguf"\nlanguage_model_timeout = 90')
    assert writing_model(settings.load()) == LanguageModelFile(Path("tiny.gguf"), 90.0)
    assert language_model(settings.load()) is None


def test_an_address_writes_answers_and_judges():
    write('language_model_address = "http://localhost:1"\nlanguage_model_name = "toy"')
    chosen = settings.load()
    assert writing_model(chosen) == language_model(chosen)
    assert writing_model(chosen).model == "toy"


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_the_chat_is_shown_at_this_computers_own_address(address):
    check_address(address)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.1.4", "localhost.example"])
def test_the_chat_is_shown_to_others_only_where_that_was_said(address, monkeypatch):
    with pytest.raises(SettingsError, match="it asks nobody to sign in: set sign_in, leave server.address"):
        check_address(address)
    monkeypatch.setenv("ASKBOARD_OPEN_TO_ALL", "true")
    check_address(address)


def test_a_chat_that_asks_people_to_sign_in_may_be_reached_by_others(monkeypatch):
    monkeypatch.setenv("ASKBOARD_SIGN_IN", "people")
    check_address("0.0.0.0")


def test_a_provider_without_roles_would_let_nobody_in():
    write('sign_in = "oidc"\nsign_in_claim = "groups"')
    with pytest.raises(SettingsError, match="say which “groups” comes in as what"):
        settings.load()


def test_a_role_that_there_is_not_is_named():
    write('sign_in = "oidc"\nsign_in_roles = {board = "chair"}')
    with pytest.raises(SettingsError, match="sign_in_roles.board.*'reader', 'member' or 'administrator'"):
        settings.load()


def test_people_are_kept_in_the_data_folder_until_another_file_is_named(monkeypatch):
    assert people_file(Path("library")) == Path("library/people.json")
    monkeypatch.setenv("ASKBOARD_PEOPLE", "elsewhere/folk.json")
    assert people_file(Path("library")) == Path("elsewhere/folk.json")
    assert entrance().people is None
    monkeypatch.setenv("ASKBOARD_SIGN_IN", "people")
    assert entrance().people.file == Path("elsewhere/folk.json")
