"""Tell whether a question asks what became of a matter, and which matter that is."""

import re

from index.wording.forms import MONTHS
from index.wording.words import content_words

_ASKS = (
    r"^(?:(?:what|what's|whats|show|give|tell|trace|can you|could you|please|me|us|is|was|the|a|full|whole|go|list|"
    r"through) )*(?:decision |decisions |audit |paper )?(?:history|trail|chronology)(?: of decisions?)? "
    r"(?:of|on|for|behind|about|regarding) (?P<topic>.+)$",
    r"^(?:and |so )?what (?:has |have |had |ever |then |since )*(?:happened|become|became|come|came) "
    r"(?:to|with|of|about) (?P<topic>.+)$",
    r"^how (?:did|has|was|were) (?:the |a )?(?:decisions?|resolutions?|agreement|approval) "
    r"(?:on|about|to|for|of|regarding|over) (?P<topic>.+?) (?:come|came|arrived|reached|made|evolved?|develop(?:ed)?)"
    r"(?: (?:about|at|over time|into being))?$",
    r"^(?:and )?(?:has|have|had|was|were|is|are) (?:the )?(?:decisions? (?:on|about) )?(?P<topic>.+?) "
    r"(?:ever |since |being |been )*followed[ -]up(?: on)?$",
    r"^(?:and )?(?:has|have|was|were|is) there (?:been )?(?:any |a )?follow[ -]?up (?:on|to|of|about) (?P<topic>.+)$",
    r"^(?:please )?(?:trace|follow) (?:the )?(?:decisions? (?:on|about) |history of )(?P<topic>.+)$",
)
ASKS = tuple(map(re.compile, _ASKS))
# A named meeting or a clause of its own asks for one thing that happened, not for all.
NARROWED = re.compile(
    rf"\bmeeting\b|\b(?:in|on|at|during|since|after|before|by|for) (?:\d{{1,2}} )?"
    rf"(?:{'|'.join(MONTHS)}|(?:19|20)\d\d)\b|"
    r",|\b(?:when|why|who|where|how|if|it|its|they|them|this|that|those|these|he|she)\b|"
    r"^(?:the )?(?:number|rate|share|proportion|percentage|level|cost|price|figure|total|amount)s? "
)
RANGE = re.compile(rf"\b(?:from|between) (?:{'|'.join(MONTHS)}|(?:19|20)\d\d)\b.*$")
LONGEST = 9


def topic_asked(question: str) -> str | None:
    """Return the matter whose trail a question asks for, None where it asks for something else."""
    whole = " ".join(question.replace("’", "'").split())
    sentence = re.split(r"[?!]|\.(?=\s|$)", whole)[0].strip()
    for pattern in ASKS:
        if match := pattern.match(sentence.lower()):
            start, end = match.span("topic")
            topic = _bare(sentence[start:end])
            asked = topic and not NARROWED.search(topic.lower()) and len(content_words(topic)) <= LONGEST
            return topic if asked and content_words(topic) else None
    return None


def _bare(topic: str) -> str:
    """Return a matter without the article before it and the time span or "so far" behind it."""
    spanless = topic[: match.start()] if (match := RANGE.search(topic.lower())) else topic
    bare = re.sub(r"\s+(?:so far|since(?: then)?|over time|afterwards|in the papers|in the end)$", "", spanless.strip())
    return re.sub(r"^(?:the|a|an|our|decisions? (?:on|about)) ", "", bare, flags=re.IGNORECASE).strip(" \"'“”")
