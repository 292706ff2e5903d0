from email.message import EmailMessage

import pytest

from index.model import ANYONE, KEEPER


@pytest.fixture
def mail(tmp_path):
    """Write an e-mail with files attached to it."""

    def written(*attached, words="The figures are attached."):
        made = EmailMessage()
        made["Subject"], made["From"], made["To"] = "Falls budget", "clerk@board.example", "all@board.example"
        made.set_content(words)
        for name, text in attached:
            made.add_attachment(text.encode(), maintype="application", subtype="octet-stream", filename=name)
        path = tmp_path / "note.eml"
        path.write_bytes(made.as_bytes())
        return path

    return written


FIGURES = ("figures.md", "## Falls\n\nThe budget for falls is five million pounds.")


def told(taken):
    return [(one.file, one.status, one.message) for one in taken]


def files(library, viewer=ANYONE):
    return sorted(card.file for card in library.papers(viewer))


def test_a_readable_file_attached_to_a_paper_is_a_paper_of_its_own(library, take, mail):
    taken = take(mail(FIGURES, ("data.bin", "x")))
    assert told(taken) == [
        ("note.eml", "new", "the attached files data.bin are of kinds that Askboard does not read"),
        ("figures.md", "new", "attached to note.eml"),
    ]
    assert files(library) == ["figures.md", "note.eml"]


def test_attached_files_go_with_the_paper_that_holds_them(library, take, mail, data):
    from index.intake import take_out

    take(mail(FIGURES))
    take(mail(("other.md", "## Parks\n\nParks are open.")))
    assert files(library) == ["note.eml", "other.md"]
    take_out(library, "note.eml")
    assert files(library) == []
    # The first version's two kept files were swept when the second was taken in.
    assert [*(data / "papers").iterdir()] == []


def test_a_broken_attachment_is_told_of_and_the_paper_that_holds_it_is_in(take, mail):
    first, second = take(mail(("plan.pdf", "no pdf")))
    assert (first.file, first.status) == ("note.eml", "new")
    assert (second.file, second.status) == ("plan.pdf", "failed")
    assert second.message.endswith("(attached to note.eml)")


def test_an_attached_file_that_is_in_the_library_already_is_not_doubled(library, take, mail, tmp_path):
    (tmp_path / "figures.md").write_text(FIGURES[1])
    take(tmp_path / "figures.md")
    assert [one.status for one in take(mail(FIGURES))] == ["new", "unchanged"]
    assert files(library) == ["figures.md", "note.eml"]


def test_what_is_attached_to_an_exempt_paper_is_exempt(library, take, mail):
    withheld = "NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A of the Local Government Act 1972"
    take(mail(FIGURES, words=withheld))
    assert files(library) == []
    assert files(library, KEEPER) == ["figures.md", "note.eml"]


def test_names_of_attached_files_cannot_lead_out_of_the_folder(library, take, mail, tmp_path):
    take(mail(("../../escape.md", FIGURES[1])))
    assert files(library) == ["escape.md", "note.eml"]
    assert not [*tmp_path.parent.glob("escape.md")]


def test_two_attached_files_of_one_name_are_two_papers(library, take, mail):
    take(mail(FIGURES, ("figures.md", "## Parks\n\nParks are open.")))
    assert files(library) == ["figures (2).md", "figures.md", "note.eml"]


def test_attachments_that_an_ingest_cut_off_did_not_reach_are_taken_in_by_the_next(library, take, mail):
    path = mail(FIGURES)
    take(path)
    library.remove(library.find("figures.md").id)
    assert [(one.file, one.status) for one in take(path)] == [("note.eml", "unchanged"), ("figures.md", "new")]


def test_attached_files_go_with_a_paper_whose_file_has_moved(library, take, mail, tmp_path):
    from index.intake import take_out

    path = mail(FIGURES)
    take(path)
    path.rename(tmp_path / "renamed.eml")
    take(tmp_path / "renamed.eml")
    take_out(library, "note.eml")
    assert files(library) == []


def test_who_sends_a_copy_of_an_exempt_paper_is_not_told_of_it(take, mail, tmp_path):
    withheld = "NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A of the Local Government Act 1972"
    (tmp_path / "secret-offer.md").write_text(f"{withheld}\n\nThe offer is five million pounds.")
    take(tmp_path / "secret-offer.md")
    copy = tmp_path / "copy.md"
    copy.write_bytes((tmp_path / "secret-offer.md").read_bytes())
    for sent in (copy, mail(("copy.md", copy.read_text()))):
        taken = take(sent, uploaded=True)
        assert not any("secret" in f"{one.file} {one.message}" or one.exempt for one in taken)
