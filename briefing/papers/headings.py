"""Tell which section of a note belongs under a report's own heading, and where such a heading stands."""

import re
from typing import Literal

Kind = Literal[
    "summary", "recommendation", "background", "options", "finance", "legal", "risk", "consultation", "next",
    "conclusion", "aside", "legal or risk", "body",
]  # fmt: skip
NUMBER = r"(?:(?:Section |Part )?\d{1,2}(?:\.\d{1,2})?[.):]?|\(?[A-Za-z][.)]|[IVX]{1,4}[.)])"
MOST_WORDS, MOST_PLAIN, LONGEST = 12, 8, 90
FIGURE = re.compile(r"[£$%]|\d[.,]?\d")
# The first that fits tells: "Financial risks" are finance, "Equality impact of the options" is equality.
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("aside", r"appendi(?:x|ces)|annex(?:es)?|background (?:documents?|papers?)|contact|report author|authors?\b|"
              r"glossary|abbreviations|distribution|references|list of"),
    ("recommendation", r"recommend\w*|(?:is|are) (?:asked|invited|requested) to|"
                       r"decisions? (?:required|requested|needed)|action (?:required|requested)"),
    ("legal or risk", r"legal and (?:\w+ )?(?:equalit\w+|risks?)|(?:equalit\w+|risks?),? and legal"),
    ("finance", r"financ\w+|costs?|costings?|budget\w*|funding|funds?|resource\w*|value for money|expenditure|"
                r"spending|capital|revenue|contributions?|savings|affordability|medium[ -]term|procurement costs"),
    ("legal", r"legal\w*|statutory|legislati\w+|powers|vires"),
    ("risk", r"risks?|equalit\w+|eqia|equity|inequalit\w+|safeguarding|data protection|human rights|"
             r"impact assessments?|diversity|mitigation"),
    ("consultation", r"consult\w*|engagement|views|feedback|responses|what people (?:say|said|told|tell)\w*|"
                     r"stakeholder\w*|comments|involvement|scrutiny"),
    ("next", r"^next steps|what (?:happens|comes) next|timetable|timescales?|timeline|milestones|"
             r"implementation|programme$|forward plan|the way forward"),
    ("options", r"options?|alternatives|alternative (?:options|proposals)"),
    ("summary", r"(?:executive )?summary|purpose|overview|key (?:points|messages|issues)|in brief"),
    ("background", r"background|context|introduction|history|(?:what was|previous\w*|earlier|past) decid\w+|"
                   r"previous (?:decisions?|consideration|reports?)|policy framework|past pathway|"
                   r"what was decided|budget and policy framework"),
    ("conclusion", r"conclusions?|concluding"),
)  # fmt: skip
KINDS = tuple((kind, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for kind, pattern in _KINDS)
FRAMEWORK = re.compile(r"\bpolicy framework\b", re.IGNORECASE)
TITLE = re.compile(rf"(?P<number>{NUMBER}\s+)?(?P<title>[A-Z][^.;!?\t]*?)\s*:?$")
TABLE = re.compile(r"(?:Table|Figure|Chart|Graph|Map|Box|Diagram)\s+\w", re.IGNORECASE)
# What a report is for, printed by itself.
MARKED = re.compile(
    r"\W*for (?:information|decision|noting|note|approval|assurance|discussion|action)\W*$", re.IGNORECASE
)
# What names a section by itself, before a colon and words that belong to it: "Legal implications: none".
LABEL = re.compile(
    r"(?P<title>(?:Executive )?Summary|Recommendations?|Background(?: documents?| papers?)?(?: \([\w ]+\))?|"
    r"Introduction|Context|Purpose|Consultation|Next steps|Options|Risks|Conclusions?|"
    r"(?:Financial|Legal|Risk|Equalit(?:y|ies)|Resource|Budget)(?:(?:,? and|,|/) \w+)?"
    r"(?: (?:implications?|issues|comments))?)\s*[:–-]\s+(?=\S)"
)
# A heading that was read as one line with the numbered paragraph under it.
RUN_ON = re.compile(r"(?P<title>[A-Z][A-Za-z,&'’/ -]{2,60}?)\s+(?=(?P<number>\d{1,2})\.\d{1,2}\.?\s+[A-Z‘“])")
VERB = re.compile(
    r"\b(?:is|are|was|were|will|has|have|had|would|should|must|can|may|shows?|gives?|sets? out|asked)\b(?!\?)"
)
PARAGRAPH = re.compile(r"\d{1,2}\.\d")
ASKS = re.compile(r"(?:What|How|Why|Where|When|Who)\b")
NUMBERED = re.compile(r"(?P<major>\d{1,2})\.\d{1,2}(?:\.\d{1,2})*\.?\s")


def kind_of(heading: str) -> Kind:
    """Return the kind of section that a heading opens, "body" where it names a matter of its own."""
    if FRAMEWORK.search(heading):
        return "background"
    found = [(match.start(), at) for at, (_, pattern) in enumerate(KINDS) if (match := pattern.search(heading))]
    return KINDS[min(found)[1]][0] if found else "body"


def heading_of(line: str) -> str | None:
    """Return the words of a line that is a heading; None where it is none, or a table's title."""
    match = TITLE.fullmatch(line.strip())
    if match is None or len(line) > LONGEST or TABLE.match(line) or MARKED.match(line):
        return None
    title = match["title"].strip()
    chapter = bool(match["number"]) and not PARAGRAPH.match(match["number"])
    if len(title.split()) > MOST_WORDS or (VERB.search(title) and not chapter and not ASKS.match(title)):
        return None
    plain = len(title.split()) <= MOST_PLAIN and not FIGURE.search(title)
    return title if match["number"] or (plain and (kind_of(title) != "body" or title.isupper())) else None


def major_of(text: str) -> str | None:
    """Return the first number of a numbered paragraph or heading: "5" of "5.1 The costs"; None where it has none."""
    match = NUMBERED.match(text) or re.match(r"(?P<major>\d{1,2})[.)]?\s+(?=[A-Z])", text)
    return match["major"] if match else None
