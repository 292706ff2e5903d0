"""How far a word is from another by slips of the hand: a letter doubled, left out, added, swapped or mistaken."""

DOUBLED, SWAPPED, VOWEL, OTHER = 0.5, 0.75, 0.75, 1.0
# In a name another consonant is no slip: Ashford and Ashfold.
OTHER_NAME = 2.0
VOWELS = frozenset("aeiouy")
# From so many letters on two slips are forgiven, below that one; shorter words than these are left as they are.
LONG, SHORT = 8, 4
LONG_NAME, NAME, SHORT_NAME = 8, 7, 6


def slips(typed: str, meant: str, mistaken: float = OTHER) -> float:
    """Return the least sum of slips that turns one word into another (Damerau-Levenshtein, weighted).

    `mistaken` is what a letter in place of another comes to, where not both are vowels.
    """
    rows = [[0.0] * (len(meant) + 1) for _ in range(len(typed) + 1)]
    for i in range(len(typed) + 1):
        for j in range(len(meant) + 1):
            if i or j:
                rows[i][j] = min(_steps(rows, (typed, i), (meant, j), mistaken))
    return rows[-1][-1]


def is_slip(typed: str, meant: str) -> bool:
    """Tell whether a word may be a slip for another: one slip, in a long word two, never at the first letter."""
    if typed[0] != meant[0] or len(typed) < SHORT or _step_count(typed, meant) > 1:
        return False
    return slips(typed, meant) <= (2 * OTHER if len(typed) >= LONG else OTHER if len(typed) > SHORT else SWAPPED)


def is_slip_in_name(typed: str, meant: str) -> bool:
    """Tell the same of a name, where another letter may well be another name: less is forgiven."""
    if typed[0] != meant[0] or min(len(typed), len(meant)) < SHORT_NAME:
        return False
    longer = max(len(typed), len(meant))
    most = OTHER if longer >= LONG_NAME else VOWEL if longer >= NAME else DOUBLED
    # With an "s" at the end it is another name: Robert and Roberts.
    return slips(typed, meant, OTHER_NAME) <= most and (typed[-1] == "s") == (meant[-1] == "s")


def _step_count(typed: str, meant: str) -> int:
    """Return by how many letters two words differ in length, letters that stand double counted once."""
    return abs(len(_single(typed)) - len(_single(meant)))


def _single(word: str) -> str:
    return "".join(letter for at, letter in enumerate(word) if not at or letter != word[at - 1])


def _steps(rows: list[list[float]], typed: tuple[str, int], meant: tuple[str, int], mistaken: float) -> list[float]:
    """Return what each last step to the first letters of two words would come to."""
    (a, i), (b, j) = typed, meant
    found: list[float] = []
    if i:
        found.append(rows[i - 1][j] + _one_letter(a, i))
    if j:
        found.append(rows[i][j - 1] + _one_letter(b, j))
    if i and j:
        other = VOWEL if {a[i - 1], b[j - 1]} <= VOWELS else mistaken
        found.append(rows[i - 1][j - 1] + (0.0 if a[i - 1] == b[j - 1] else other))
    if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1] and a[i - 1] != a[i - 2]:
        found.append(rows[i - 2][j - 2] + SWAPPED)
    return found


def _one_letter(word: str, length: int) -> float:
    """Return what the last letter of the first few of a word comes to, where the other word lacks it."""
    last = word[length - 1]
    return DOUBLED if length > 1 and last == word[length - 2] else VOWEL if last in VOWELS else OTHER
