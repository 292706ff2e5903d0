"""Read e-mails (.eml): who wrote to whom, when and about what, the text, and the files attached."""

from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from pathlib import Path

from errors import PaperError
from ingest.formats.guarded import check_size, guarded, shown
from ingest.formats.texts import in_parts
from ingest.formats.web import web_page
from ingest.model import Line, RawPaper
from ingest.pdf.attached import named

HEAD = ("From", "To", "Cc", "Date")
SEALED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
SIGNED = "signed-data"


def read_eml(path: Path) -> RawPaper:
    """Return an e-mail as one text under its subject; raise PaperError where it is encrypted or no e-mail."""
    with guarded(path, "an e-mail", "save it again from the mail program as .eml"):
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
        if not any(message[name] for name in (*HEAD, "Subject")):
            raise PaperError(
                path.name, "not a paper", f"{path.name} is not an e-mail: ingest it in the format it was made in"
            )
        if message.get_content_type() in SEALED and message.get_param("smime-type") != SIGNED:
            raise PaperError(
                path.name, "password", f"{path.name} is encrypted: open it in the mail program and save its text"
            )
        subject = shown(str(message["Subject"] or ""))
        body, lines = _body(path, message)
        head = [Line(f"Subject: {subject}" if subject else "E-mail without a subject", heading=1), *_head(message)]
        attached = tuple(named(_attached(message, body)))
        lines = [*head, Line(""), *lines, Line(""), *(Line(f"Attachment: {one.name}", listed=True) for one in attached)]
    return replace(in_parts(path, lines, subject or None), attachments=attached)


def _head(message: EmailMessage) -> Iterator[Line]:
    for name in HEAD:
        if value := shown(", ".join(map(str, message.get_all(name, [])))):
            yield Line(f"{name}: {value}", listed=True)


def _body(path: Path, message: EmailMessage) -> tuple[MIMEPart | None, list[Line]]:
    """Return the part that holds the text, and its lines: the plain part, else the HTML part, whichever has words."""
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        if part is not None:
            text = _content(part)
            check_size(path, len(text))
            lines = _below(web_page(text)[1]) if kind == "html" else [Line(shown(x)) for x in text.splitlines()]
            if any(line.text for line in lines):
                return part, lines
    return None, []


def _below(lines: list[Line]) -> list[Line]:
    """Return lines with their headings below the subject's."""
    return [replace(line, heading=line.heading and line.heading + 1) for line in lines]


def _content(part: MIMEPart) -> str:
    """Return a part's text; one in an unknown character set is read as Windows-1252."""
    try:
        return str(part.get_content())
    except LookupError:
        return bytes(part.get_payload(decode=True) or b"").decode("cp1252", errors="replace")


def _attached(part: MIMEPart, body: MIMEPart | None) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of what hangs on an e-mail, another e-mail by its subject."""
    if part is body:
        return
    name = part.get_filename()
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        assert isinstance(inner, EmailMessage)
        yield name or f"{inner['Subject'] or 'e-mail'}.eml", inner.as_bytes()
    elif part.is_multipart():
        for inner in part.iter_parts():
            yield from _attached(inner, body)
    elif name:
        yield name, bytes(part.get_payload(decode=True) or b"")
