from email.message import EmailMessage
from pathlib import Path

import pytest

from errors import PaperError
from ingest.passages import cut
from ingest.reading import read_paper


@pytest.fixture
def mail(tmp_path: Path):
    def written(message):
        content = message if isinstance(message, bytes) else message.as_bytes()
        (tmp_path / "note.eml").write_bytes(content)
        return read_paper(tmp_path / "note.eml")

    return written


def message(text="Dear all,\n\nThe budget is £5m.", **head):
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Falls – budget", "Ann Clerk <ann@board.example>", "all@board.example"
    made["Date"] = "Tue, 04 Mar 2025 10:00:00 +0000"
    for name, value in head.items():
        made[name] = value
    made.set_content(text)
    return made


def lines(paper):
    return [line.text for page in paper.pages for line in page.lines if line.text]


HEAD = [
    "Subject: Falls – budget",
    "From: Ann Clerk <ann@board.example>",
    "To: all@board.example",
    "Date: Tue, 04 Mar 2025 10:00:00 +0000",
]


def test_an_email_is_its_head_and_its_text_under_its_subject(mail):
    paper = mail(message())
    assert lines(paper) == [*HEAD, "Dear all,", "The budget is £5m."]
    assert {passage.section for passage in cut(paper)} == {HEAD[0]}
    assert paper.title == "Falls – budget"
    assert str(paper.meeting_date) == "2025-03-04"
    assert not paper.paged


def test_the_plain_text_is_taken_before_the_html_and_the_html_where_there_is_no_plain(mail):
    both = message("Plain words")
    both.add_alternative("<p>Rich words</p>", subtype="html")
    assert lines(mail(both))[4:] == ["Plain words"]
    rich = message(" ")
    rich.add_alternative("<h1>Rich</h1><p>words<script>x()</script></p>", subtype="html")
    assert lines(mail(rich)) == [*HEAD, "Rich", "words"]


def test_attachments_are_named_in_the_text_and_handed_on_whole(mail):
    sent, inner = message(), message("Inner words")
    sent.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Anhang für alle.pdf")
    sent.add_attachment("secret,1", subtype="csv", filename="pay.csv")
    sent.add_attachment(inner)
    paper = mail(sent)
    names = ["Anhang für alle.pdf", "pay.csv", "Falls – budget.eml"]
    assert lines(paper)[-3:] == [f"Attachment: {name}" for name in names]
    assert [one.name for one in paper.attachments] == names
    assert paper.attachments[0].content == b"%PDF"
    assert b"Inner words" in paper.attachments[2].content


def test_an_unknown_character_set_is_read_all_the_same(mail):
    raw = (
        b"Subject: S\nFrom: a@b.c\nContent-Type: text/plain; charset=x-none\nContent-Transfer-Encoding: 8bit\n\n\xa35m"
    )
    assert lines(mail(raw))[-1] == "£5m"


@pytest.mark.parametrize(
    ("content", "reason", "text"),
    [
        (b"\x00\x01 not a mail at all", "not a paper", r"^note\.eml is not an e-mail: ingest it"),
        (b"", "empty", r"^note\.eml is an empty file"),
        (
            b"From: a@b.c\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nMIAG",
            "password",
            r"^note\.eml is encrypted: open it in the mail program",
        ),
    ],
)
def test_an_email_that_is_none_says_what_to_do(mail, content, reason, text):
    with pytest.raises(PaperError, match=text) as raised:
        mail(content)
    assert raised.value.reason == reason
