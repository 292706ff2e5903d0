"""Read the names of people: with titles and letters after them, or two bare words that name no office."""

import re
from collections.abc import Sequence

TITLE = (
    r"(?:(?:(?:District|County|Borough|City|Town|Parish|Deputy|Vice) )?(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|"
    r"Lord|Lady|Baroness|(?:Lord )?Provost|Bailie|Revd?|Reverend|Canon|Cllrs?|Councillors?|Councilmembers?|"
    r"Council Members?|Supervisor|Cr|Ald|Alderman|Supt|Superintendent|Chief Inspector|Inspector|Commander|Mayor|"
    r"Reeve|Captain|Major|Colonel|Judge|Hon|"
    r"Trustee|Commissioner))\.?"
)
WORD = (
    rf"(?!{TITLE}(?:\s|$))(?:(?:[A-Z]['’])?[A-Z][a-z\u00c0-\u017f]+(?:[A-Z][a-z]+)?(?: ?[-–] ?[A-Z][\w’']+)*|"
    r"[A-Z]{1,3}\.?(?![\w])|[A-Z][A-Z'’-]{2,})"
)
PARTICLE = r"(?:de|du|da|van|von|der|den|la|le|al|el|bin|ap|o')"
POST = r"(?:C|O|M|K|D)BE|QC|KC|JP|DL|BEM|QPM|TD|MP|MSP|FRCP|FRCN|PhD|MD"
NAME = re.compile(
    rf"(?P<title>(?:{TITLE}\s+){{0,3}})(?P<words>{WORD}(?:\s+(?:{PARTICLE}\s+)*{WORD}){{0,3}})(?P<post>(?:,?\s+(?:"
    rf"{POST})\b)*)"
)
# A dash before an office: "Mr Ned Birch – Clerk".
DASHED = re.compile(r"(?P<name>[^-–,;()]+?)\s[-–]\s(?P<post>[A-Z]\w*)")
NO_NAME = frozenset(
    re.findall(
        r"\w+",
        """accountable acting adult adults adviser advisor advisory age agency alliance ambulance area assistant
        assembly associate association attorney authority board borough business cabinet care carers ccg ccgs centre
        chair chairman chairperson chief children citizens city clerk clinical college commissioner
        commissioning committee community communities consultant corporate council county customer deputy
        democratic department development director district division east education engagement england estates
        executive exempt facilities families federation fire finance foundation forum general governance
        governing governor group head health healthcare healthwatch home hospital hospitals housing improvement
        independent information inspector integrated integration interim items item kingdom labour lay lead
        leader leadership learning legal liberal lieutenant local manager management matters medical member
        members mental minutes monitoring national neighbourhood network nhs non north nurse nursing observer
        office officer officers operating operations organisation part partner partners partnership pharmacy
        planning police policy portfolio practice present president primary principal private programme project
        property provider public quality registrar regional representative representing research residents
        rescue safeguarding school schools scrutiny secretary section senior service services social society
        solicitor south staff standing strategic strategy support surveyor system team town township
        transformation transport treasurer trust unison united university unrestricted urgent vice village
        voluntary wellbeing west women young youth hr it ict uk the this a an all no none nil there vacancy
        vacant apologies also attendance guests action joint restricted confidential regular municipal
        administrator following meeting minute agenda other others via teams zoom virtually remotely""",
    )
)


def name_at(text: str) -> str | None:
    """Return the name that a text begins with, None where it begins with something else."""
    dashed = DASHED.match(text)
    match = NAME.match(text[: dashed.end("name")] if dashed and dashed["post"].lower() in NO_NAME else text)
    if match is None:
        return None
    words = list(re.finditer(r"[\w'’.]+(?:\s?[-–]\s?[\w'’]+)*", match["words"]))
    least = 1 if match["title"] else 2
    kept = next((n for n, word in enumerate(words) if not _may_name(word[0], n, bool(match["title"]))), len(words))
    if match["title"] and kept and all(len(word[0].strip(".")) == 1 for word in words[:kept]) and kept < len(words):
        kept += 1
    if kept < least or (kept > least and len(words[kept - 1][0].strip(".")) == 1):
        return None
    if kept == len(words):
        return match[0] if match["title"] or _is_full([word[0] for word in words]) else None
    short = match["title"] + match["words"][: words[kept - 1].end()]
    return short if match["title"] or _is_full([word[0] for word in words[:kept]]) else None


def _may_name(word: str, at: int, titled: bool) -> bool:
    """Tell whether a word may stand in a name: no word of offices, no abbreviation, capitals only after a title."""
    if len(word.strip(".")) > 1 and word.lower() in NO_NAME:
        return False
    return not (len(word) > 2 and word.isupper() and "." not in word) or (titled and at <= 3 and len(word) > 3)


def _is_full(words: Sequence[str]) -> bool:
    """Tell whether words without a title are a name: two or more, the last of them no initial."""
    initials = sum(len(word.strip(".")) <= 2 and word.isupper() for word in words)
    return len(words) >= 2 and len(words[-1].strip(".")) > 1 and len(words) - initials >= 1


def plain_name(name: str) -> str:
    """Return a name for comparing: lower case, titles and letters after it left out."""
    bare = re.sub(rf"^(?:{TITLE}\s+)+|,?\s+(?:{POST})\b", "", name)
    return re.sub(r"\s*([-–])\s*", "-", bare).lower().replace(".", "")
