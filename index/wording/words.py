"""The words of a question that say what it is about, and how they are spelt on either side of the Atlantic."""

import re

WORD = re.compile(r"[£$]?\w+(?:[.,/'’-]\w+)*%?")
STOPWORDS = frozenset(
    (  # noqa: SIM905 - words are read as words
        "a about above after again all also am an and any are as at be because been before being below "
        "between both but by can could did do does doing down during each few for from further get give given "
        "had has have having he her here hers him his how i if in into is it its itself just let like many "
        "may me might more most much must my no nor not now of off on once only or other our out over own "
        "please said same say says shall she should so some such tell than that the their them then there "
        "these they thing this those through to too under until up us very was we were what whats what's when "
        "where which while who whom whose why will with would you your"
    ).split()
)

# What stands before, the British letters, the American ones, and what stands behind.
_RULES = (
    (r"\w{3,}", "is", "iz", r"(?:e|ed|es|er|ers|ing|ation|ations|ational)"),
    (r"\w*al", "ys", "yz", r"(?:e|ed|es|ing)"),
    (r"(?:un|dis|mis)?(?:col|fav|lab|hon|hum|rum|vap|val|vig|harb|neighb|behavi|endeav|sav)", "our", "or", r"\w*"),
    (r"(?:cen|thea|kilome|me|li)", "tre", "ter", "s?"),
    ("program", "me", "", "s?"),
    (r"(?:de|of)f?en", "c", "s", "es?"),
    ("licen", "c", "s", r"(?:e|es|ed|ing)"),
    (r"\w+(?:[ae]|ue|ie)", "ll", "l", r"(?:ed|ing|er|ers|or|ors)"),
    (r"\w*(?:cata|dia|ana)log", "ue", "", "s?"),
    ("p", "aed", "ed", r"iat\w+"),
    ("judg", "e", "", r"ments?"),
    ("ag", "e", "", "ing"),
    (r"(?:enro|fulfi|insta|ski)", "l", "ll", r"(?:ments?|ful)"),
    ("gr", "ey", "ay", ""),
)
_PATTERNS = tuple(
    (re.compile(f"({before}){one}({behind})"), rf"\g<1>{other}\g<2>")
    for before, british, american, behind in _RULES
    for one, other in ((british, american), (american, british))
)


def content_words(text: str) -> list[str]:
    """Return the words of a text that say what it is about, lower-cased, each once and in order."""
    words = (match.lower() for match in WORD.findall(text.replace("’", "'")))
    return list(dict.fromkeys(word for word in words if word not in STOPWORDS))


def plain(text: str) -> str:
    """Return a text in lower case, with straight apostrophes and single spaces."""
    return " ".join(text.lower().replace("’", "'").split())


def word_pairs(text: str) -> list[str]:
    """Return each two words that stand side by side and both say something."""
    words = [match.lower() for match in WORD.findall(text.replace("’", "'"))]
    pairs = zip(words, words[1:], strict=False)
    return list(dict.fromkeys(f"{a} {b}" for a, b in pairs if a not in STOPWORDS and b not in STOPWORDS))


def spellings(word: str) -> list[str]:
    """Return a word, in lower case, as the other side of the Atlantic spells it; nothing where both agree.

    What is no word there ("exercize") does no harm in a search: no paper holds it.
    """
    found = [match.expand(other) for pattern, other in _PATTERNS if (match := pattern.fullmatch(word))]
    return [spelling for spelling in dict.fromkeys(found) if spelling != word]
