"""Write a note as an accessible PDF: tagged headings, lists and tables, its language and title set (PDF/UA-1)."""

import json
from typing import Literal

import typst

from briefing.export.layout import EXEMPT, FOOT, HEADS, READING, SOURCES, clean, heading, numbers, source, told
from briefing.model import Briefing, Matter

# The note comes in as JSON: its words are strings there, and nothing of them is read as Typst.
SHEET = b"""
#let note = json(bytes(sys.inputs.note))
#set document(title: note.title, author: "Askboard")
#set text(lang: "en", region: "GB", font: "Libertinus Serif", size: 11pt)
#set page(
  paper: "a4",
  margin: 2.2cm,
  header: if note.exempt != "" { align(center, strong(note.exempt)) },
  footer: context align(center)[Page #counter(page).display("1") of #counter(page).final().first()],
)
#set par(leading: 0.6em)
#show title: set text(size: 18pt)
#show heading.where(level: 1): set block(above: 1.6em, below: 0.8em)
#show heading.where(level: 2): set block(above: 1.2em, below: 0.6em)
#title()
#let said(label, words, cited) = {
  if label != "" { strong(label + " ") }
  words
  if cited != "" { " " + cited }
}
#for fact in note.facts { par(said(..fact)) }
#emph(note.reading)
#for matter in note.matters {
  heading(level: 1, matter.title)
  for section in matter.sections {
    heading(level: 2, section.heading)
    for told in section.told { par(emph(told)) }
    if section.lines.len() > 0 { list(..section.lines.map(line => said(..line))) }
  }
}
#heading(level: 1, note.sources)
#set text(size: 9pt)
#table(
  columns: (auto, 1fr, auto, auto, auto, auto, auto),
  stroke: 0.5pt + gray,
  table.header(..note.heads.map(strong)),
  ..note.rows.flatten(),
)
#set text(size: 11pt)
#note.foot
"""


def as_pdf(note: Briefing) -> bytes:
    """Return a note as a PDF."""
    data = {
        "title": clean(note.title),
        "exempt": EXEMPT if note.exempt else "",
        "facts": [[f"{fact.name}:", clean(fact.value), numbers(fact.citations)] for fact in note.facts],
        "reading": READING,
        "matters": [_matter(matter) for matter in note.matters],
        "sources": SOURCES,
        "heads": HEADS,
        "rows": [source(citation) for citation in note.sources],
        "foot": FOOT,
    }
    held = {"note": json.dumps(data)}
    try:
        return _made(held, "ua-1")
    except typst.TypstError:
        # PDF/UA-1 allows no character that the font lacks: such a note is tagged all the same, but claims no standard.
        return _made(held)


def _made(held: dict[str, str], *standards: Literal["ua-1"]) -> bytes:
    made = typst.compile(SHEET, format="pdf", sys_inputs=held, ignore_system_fonts=True, pdf_standards=list(standards))
    return bytes(made) if isinstance(made, bytes) else b"".join(made or ())


def _matter(matter: Matter) -> dict[str, object]:
    sections = [
        {"heading": section.heading, "told": [clean(said) for said in (section.note, section.nothing) if said],
         "lines": told(section)}
        for section in matter.sections
    ]  # fmt: skip
    return {"title": heading(matter), "sections": sections}
