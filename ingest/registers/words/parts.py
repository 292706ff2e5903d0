"""Tell the parts of a decision or a recommendation: (a), (b), (c), and what is listed under them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.registers.words.places import Paragraph, Words, together

FORMAL = re.compile(
    r"(?:(?:and |Accordingly,? )?(?:[Ii]t|IT) (?:was|WAS) )?(?:then )?(?:[Uu]nanimously |UNANIMOUSLY )?"
    r"(?:(?P<resolved>(?:[A-Z]{5,}(?: [A-Z]+)? ?/ ?)?RESOLVED|Resolved\b|(?<=was )resolved(?=\s*(?::|$))|"
    r"(?<=was unanimously )resolved(?=\s*(?::|$)))|"
    r"(?P<named>DECISIONS?|Decisions?(?= ?:| made| taken|$)|AGREED|Agreed(?=:| "
    r"that|$)|"
    r"Outcome:))(?P<after>[^\w(]*(?:\([A-Za-z ]{4,40}\)\W*)?)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a decision: its label ("a", "2", "1.1"; None where the decision is undivided) and its words."""

    label: str | None
    words: Words


def lead_of(paragraph: Paragraph) -> re.Match[str] | None:
    """Return the set words in which a paragraph opens a decision: "RESOLVED that", "Decision:"."""
    return FORMAL.match(paragraph.text)


def follow(paragraphs: Sequence[Paragraph], at: int, first: Part | None) -> list[Part]:
    """Return parts (a), (b), (c) from where they begin; what is listed under a part belongs to it."""
    parts = [first] if first else []
    inner: str | None = None
    for index in range(at, len(paragraphs)):
        paragraph = paragraphs[index]
        last = parts[-1] if parts else None
        if paragraph.label and (last is None or (last.label and _succeeds(last.label, paragraph.label))):
            parts.append(Part(paragraph.label, paragraph.words))
            inner = None
            continue
        listed = inner is not None and paragraph.label is not None and _succeeds(inner, paragraph.label)
        if (
            last is None
            or lead_of(paragraph)
            or not (listed or ends_open(last.words) or _goes_on(paragraphs, index, last.label))
        ):
            break
        inner = paragraph.label or inner
        if not paragraph.words.text.endswith(":") and paragraph.words.text.strip():
            parts[-1] = Part(last.label, together(last.words, paragraph.words))
    return parts


def ends_open(words: Words) -> bool:
    """Tell whether words lead on to a list."""
    return words.text.endswith(":")


def _goes_on(paragraphs: Sequence[Paragraph], at: int, label: str | None) -> bool:
    """Tell whether the part after `label` follows soon after words that stand between the two."""
    soon = [paragraph.label for paragraph in paragraphs[at + 1 : at + 4]]
    return label is not None and any(following and _succeeds(label, following) for following in soon)


def _succeeds(label: str, following: str) -> bool:
    """Tell whether a label follows another: "b" after "a", "3" after "2", "iv" after "iii", "1.2" after "1.1"."""
    if "." in label and "." in following:
        above, below = label.rsplit(".", 1), following.rsplit(".", 1)
        return above[0] == below[0] and int(below[1]) == int(above[1]) + 1
    roman = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
    if label in roman and following in roman and (len(label) > 1 or len(following) > 1):
        return roman.index(following) == roman.index(label) + 1
    if label.isdigit() and following.isdigit():
        return int(following) == int(label) + 1
    return len(label) == len(following) == 1 and ord(following) == ord(label) + 1


def inline(part: Part) -> list[Part]:
    """Return the parts that run on in one line: "(a) to object; (b) to make no comment"."""
    cuts, label = [0], part.label
    labels = [label]
    for match in re.finditer(r"[;,.:]\s+(?:and\s+)?(?=\((?P<label>[a-z]|\d{1,2})\)\s)", part.words.text):
        if label and _succeeds(label, match["label"]):
            label = match["label"]
            cuts.append(match.end())
            labels.append(label)
    if len(cuts) == 1:
        return [part]
    ends = [*cuts[1:], len(part.words.text)]
    return [Part(name, part.words.cut(at, end)) for name, at, end in zip(labels, cuts, ends, strict=True)]
