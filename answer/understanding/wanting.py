"""The kind of answer that a question wants."""

import re

from answer.understanding.model import Wanted

_FIGURES = (
    r"(?:share|percent(?:age)?|rate|number|figure|total|amount|target|level|value|score|budget|cost|price|proportion|"
    r"variance|outturn|spend(?:ing)?|saving|sum|size|increase|reduction|growth|overspend|underspend|surplus|deficit|fee)s?"
)
_MORE = r"(?:better|worse|higher|lower|more|less|fewer|larger|smaller)"
_NO_TERM = rf"(?:{_FIGURES}|(?:decision|outcome|date|deadline|reason|recommendation|vote|result|plan|risk|issue)s?)"
# The first that matches: what a question opens with says more than a word further on.
_PATTERNS: tuple[tuple[Wanted, str], ...] = (
    (
        "comparison",
        r"\b(?:compar\w*|differ\w*|versus|vs\.?|agree with|match(?:es)?|changed? (?:since|between|from)|"
        r"change\w* between|same (?!time|day|meeting|reason|way)|both (?:meetings|papers|reports|years|figures|plans)|"
        rf"{_MORE} (?:or {_MORE}|.{{0,60}}\bthan (?:in|it was|at|the|last))|"
        r"consistent with|up or down|rise or fall|risen or fallen)\b",
    ),
    (
        "summary",
        r"\b(?:summar\w*|sum up|overview|in plain english|main points|key points|gist|explain|briefing|"
        r"^what do(?:es)? (?:the |this )?(?:report|paper|item|section)s? (?:on|about) .{3,80} say\W*$|"
        r"what(?:'s| is| was)? .{0,30}\babout (?=\?|$)|what (?:is|was) [\w' ]{1,40} about\W*$)",
    ),
    (
        "definition",
        r"\b(?:stands? for|(?:what|whats|what's)\b.{0,40}\bmeans?\b|meaning of|abbreviation|acronym)|"
        r"^(?:and )?(?:what is|whats|what's|what are|who are|define) (?:an? |the )?"
        rf"(?!{_NO_TERM}\b)[\w&'-]{{2,12}}\s*\W*$",
    ),
    (
        "place",
        r"\b(?:(?:what|which) (?:\w+ ){0,2}(?:pages?|item number|paragraph)\b|"
        r"which (?:\w+ )?(?:item|appendix|paper|report|pack|minute|section|table)\b (?!the\b)|"
        r"where (?:in|within|can|could|do|does|is it|would) (?:the (?:\w+ ){0,3}(?:papers?|pack|minutes|report|agenda)|"
        r"(?:i|we|you) (?:find|read|look|see)|it (?:say|stand)))",
    ),
    (
        "reason",
        r"^(?:and |but |so )?(?:why|how come|on what grounds|for what reasons?)\b|"
        r"[,;:] (?:and )?why\b|\bwhat (?:was|were|is|are) the (?:reason|grounds|reasoning|rationale)s?\b|"
        r"\bon what grounds\b|\bwhy (?:was|were|did|does|is|are|has|have|had)\b",
    ),
    ("date", r"^(?:and |so )?(?:by |since |until |from )?when\b"),
    ("person", r"^(?:and |so )?(?:who|whom|whose)(?:'?s)?\b"),
    (
        "list",
        rf"\b(?:list|name (?:all|the|as many)|what (?:are|were) the (?!(?:\S+ ){{0,4}}{_FIGURES}\b)|"
        r"which (?:\w+ ){0,3}(?:bodies|areas|organisations|members|actions|papers|reports|items|groups|schemes|wards)|"
        r"what (?:\w+ )?(?:gaps|risks|actions|options|reasons|areas|steps|priorities|conditions))\b",
    ),
    ("recommendation", r"\b(?:recommend\w*|asked to (?:do|decide|note|agree)|propos\w+)\b"),
    (
        "decision",
        r"\b(?:decid\w+|decision\w*|agreed?|approv\w+|resolv\w+|resolution|endors\w+|defer\w*|outcome|voted?)\b",
    ),
    (
        "date",
        r"(?:[,;:]|\band) (?:by |since |until )?when\b|"
        r"\b(?:what date|which (?:date|day|month|year)|how soon|deadline|by when|since when|what time(?! limit)|"
        r"how long until)\b",
    ),
    (
        "figure",
        r"\bhow (?:much|many|big|large|long|fast|far|often|high|low)\b|"
        r"\b(?:proportion|percentage|budget|per cent|cost)\b|"
        rf"\b(?:what|which|whats|what's) (?:\S+ ){{0,5}}?{_FIGURES}\b",
    ),
    (
        "person",
        r"\bwho(?:'s|s|se|m)?\b|\b(?:author|chair(?:man|ed)?|attend\w*|apologies|contact|present)\b",
    ),
)  # fmt: skip
_WANTED = tuple((wanted, re.compile(pattern)) for wanted, pattern in _PATTERNS)
_YES_NO = re.compile(
    r"^(?:and |but |so |ok(?:ay)?,? )?"
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|must|may|might)(?:n't|nt)? (?!you\b)"
)
_EITHER = re.compile(r"\bor\b")


def wanted_of(plain: str) -> Wanted:
    """Return the kind of answer that a question, in lower case, wants."""
    return next((wanted for wanted, pattern in _WANTED if pattern.search(plain)), "fact")


def wants_yes_or_no(plain: str) -> bool:
    """Tell whether a question is answered by yes or no first; one that offers a choice is not."""
    first = re.split(r"[,;:?]", plain)[0]
    return bool(_YES_NO.match(plain)) and not _EITHER.search(first)
