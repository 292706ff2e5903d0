import zipfile

import openpyxl
import pytest
from pptx import Presentation

from errors import PaperError
from ingest.reading import read_apart, read_paper

OFFICE = [("deck.pptx", "PowerPoint"), ("book.xlsx", "Excel")]


def whole(path):
    """Write the smallest file of the kind that its name ends in."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        book.active["A1"] = "Words"
        book.save(path)
    else:
        show = Presentation()
        show.slides.add_slide(show.slide_layouts[0]).shapes.title.text = "Words"
        show.save(str(path))
    return path


@pytest.mark.parametrize(("name", "program"), OFFICE)
@pytest.mark.parametrize(
    ("content", "reason", "message"),
    [
        (b"not a zip at all", "damaged", r"cannot be read as an? {} file: open it in {} and save it again as \.\w+$"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "password", r"has a password or is of an old {}: save it as"),
        (b"", "empty", r"is an empty file: fetch it again"),
    ],
)
def test_an_office_file_that_is_none_says_what_to_do(tmp_path, name, program, content, reason, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PaperError, match=f"^{name} {message.replace('{}', program)}") as raised:
        read_paper(tmp_path / name)
    assert raised.value.reason == reason


@pytest.mark.parametrize(("name", "program"), OFFICE)
def test_an_office_file_with_a_broken_part_is_damaged(tmp_path, name, program):
    broken = tmp_path / f"broken{name}"
    with zipfile.ZipFile(whole(tmp_path / name)) as good, zipfile.ZipFile(broken, "w") as copy:
        for part in good.namelist():
            torn = part.endswith(("slide1.xml", "sheet1.xml"))
            copy.writestr(part, b"<p:sld><unclosed" if torn else good.read(part))
    with pytest.raises(PaperError, match=rf"^broken{name} cannot be read as an? {program} file"):
        read_paper(broken)


@pytest.mark.parametrize(("name", "other"), [("deck.pptx", "book.xlsx"), ("book.xlsx", "deck.pptx")])
def test_an_office_file_of_another_kind_is_refused(tmp_path, name, other):
    whole(tmp_path / other).rename(tmp_path / name)
    with pytest.raises(PaperError, match=rf"^{name} cannot be read as an? (?:Excel|PowerPoint) file"):
        read_paper(tmp_path / name)


@pytest.mark.parametrize("name", ["deck.pptx", "book.xlsx"])
def test_a_file_that_unpacks_to_more_than_can_be_read_ends_at_once_in_the_reader_apart(tmp_path, name):
    with zipfile.ZipFile(whole(tmp_path / name), "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet9.xml", b" " * 30_000_001)
    with pytest.raises(PaperError, match=rf"^{name} holds more than 30 MB to read: save it in parts") as raised:
        read_apart(tmp_path / name)
    assert raised.value.reason == "too large"


def test_pictures_may_be_larger_than_text(tmp_path):
    with zipfile.ZipFile(whole(tmp_path / "book.xlsx"), "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/large.png", b" " * 30_000_001)
    assert read_paper(tmp_path / "book.xlsx").pages[0].lines[1].text == "Words"
