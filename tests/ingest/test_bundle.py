import zipfile

import pytest

from errors import PaperError
from ingest import bundle
from ingest.bundle import unpacked


@pytest.fixture
def zipped(tmp_path):
    def made(*members, name="papers.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as package:
            for inner, content in members:
                package.writestr(inner, content)
        return path

    return made


def test_papers_of_like_names_come_out_each_under_its_bare_name(zipped, tmp_path):
    sent = zipped(("march/minutes.md", "# March"), ("june\\minutes.md", "# June"), ("march/", ""))
    found = unpacked(sent, tmp_path / "out")
    assert [path.name for path in found] == ["minutes.md", "minutes.md"]
    assert [path.read_text() for path in found] == ["# March", "# June"]


@pytest.mark.parametrize("name", ["../../escape.md", "/etc/escape.md", "..\\..\\escape.md", "C:\\escape.md"])
def test_no_name_leads_out_of_the_folder(zipped, tmp_path, name):
    out = tmp_path / "deep" / "out"
    assert [path.relative_to(out).parts for path in unpacked(zipped((name, "x")), out)] == [("1", "escape.md")]
    assert [path.name for path in tmp_path.rglob("*.md")] == ["escape.md"]


def test_what_is_no_paper_is_left_out(zipped, tmp_path):
    sent = zipped(("a.md", "x"), ("run.exe", "x"), (".hidden.md", "x"), ("__MACOSX/a.md", "x"), ("inner.zip", "x"))
    assert [path.name for path in unpacked(sent, tmp_path / "out")] == ["a.md"]


def test_a_zip_without_papers_is_refused(zipped, tmp_path):
    with pytest.raises(PaperError, match=r"papers\.zip holds no paper: Askboard reads"):
        unpacked(zipped(("run.exe", "x")), tmp_path / "out")


def test_a_zip_that_unpacks_to_too_much_is_refused_before_anything_is_written(zipped, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(PaperError, match=r"papers\.zip holds more than"):
        unpacked(zipped(("a.md", "x" * 1_000_001)), tmp_path / "out")
    monkeypatch.setattr(bundle, "MOST_FILES", 1)
    with pytest.raises(PaperError, match="send it in parts"):
        unpacked(zipped(("a.md", "x"), ("b.md", "x")), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_zip_with_a_password_is_refused(zipped, tmp_path):
    sent = zipped(("a.md", "x"))
    content = bytearray(sent.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    sent.write_bytes(content)
    with pytest.raises(PaperError, match="has a password"):
        unpacked(sent, tmp_path / "out")


@pytest.mark.parametrize("cut", [10, 60])
def test_a_damaged_zip_is_refused_in_one_sentence(zipped, tmp_path, cut):
    sent = zipped(("a.md", "words " * 50))
    sent.write_bytes(sent.read_bytes()[:-cut])
    with pytest.raises(PaperError, match=r"papers\.zip cannot be unpacked: make the zip anew"):
        unpacked(sent, tmp_path / "out")
