from pathlib import Path

import pytest

import settings
from errors import SettingsError


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "EMBEDDING_MODEL", "LANGUAGE_MODEL_ADDRESS", "LANGUAGE_MODEL_NAME", "LANGUAGE_MODEL_TIMEOUT"):
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
    ],
)
def test_a_setting_that_cannot_be_used_is_named(text, message):
    write(text)
    with pytest.raises(SettingsError, match=message) as raised:
        settings.load()
    assert "\n" not in str(raised.value)
