"""Write a cell's value as its number format shows it (ECMA-376, part 1, 18.8.30), the parts that papers use."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

QUOTED_SEMICOLON = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<space>_).|(?P<fill>\*).|\[\$(?P<money>[^\]-]*)[^\]]*\]|(?P<rule>\[[^\]]*\])'
    r"|(?P<general>General)|(?P<number>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)(?P<power>E[+-]0+)?|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
MOMENT = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$[^\]]*\]|(?P<rule>\[[^\]hms]*\])|\[(?P<total>h+|m+|s+)\]'
    r"|(?P<half>AM/PM|A/P)|(?P<part>y+|m+|d+|h+|s+(?:\.0+)?)|_.|\*.|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
# Excel shows its own short date as the reader's country writes it; the papers are British.
SHORT_DATES = {"mm-dd-yy": "dd/mm/yyyy", "m/d/yy h:mm": "dd/mm/yyyy hh:mm"}
NAMES = {"yy": "%y", "mmm": "%b", "mmmm": "%B", "mmmmm": "%b", "ddd": "%a", "dddd": "%A"}
MOST_DIGITS = 1000
Value = str | bool | int | float | datetime | date | time | timedelta | None


def displayed(value: Value, number_format: str) -> str:
    """Return a value as its cell shows it; a format that is not understood shows the value plain."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        with localcontext(prec=MOST_DIGITS):
            return _number(Decimal(repr(value)), number_format or "General")
    if isinstance(value, timedelta):
        return str(value)
    return _moment(value, SHORT_DATES.get(number_format, number_format.split(";")[0]))


def _number(value: Decimal, number_format: str) -> str:
    if not value.is_finite():
        return str(value)
    sections = QUOTED_SEMICOLON.split(number_format)
    at = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    tokens = list(TOKEN.finditer(sections[at]))
    places = sum(bool(token["number"]) for token in tokens)
    fraction = any(token["plain"] in ("/", "@") for token in tokens)
    if places > 1 or fraction or any(token["power"] for token in tokens):
        return _plain(value)
    value *= 100 ** sum(token["plain"] == "%" for token in tokens)
    size = abs(value) if at or value < 0 else value
    text = "".join(_shown(token, size) for token in tokens).strip()
    return f"-{text}" if value < 0 and not at and any(char in text for char in "123456789") else text


def _shown(token: re.Match[str], value: Decimal) -> str:
    if token["number"]:
        return _digits(value, token["number"])
    if token["general"]:
        return _plain(value)
    return token["quoted"] or token["escaped"] or token["money"] or token["plain"] or (" " if token["space"] else "")


def _digits(value: Decimal, pattern: str) -> str:
    """Return a number with the pattern's places, "," between thousands, and a thousandth for each "," at the end."""
    scaled = pattern.rstrip(",")
    whole, _, decimals = scaled.partition(".")
    value = (value / 1000 ** (len(pattern) - len(scaled))).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    text = f"{value:,f}" if "," in whole else f"{value:f}"
    before, _, after = text.partition(".")
    while after and len(after) > decimals.count("0") and after.endswith("0"):
        after = after[:-1]
    before = "" if before == "0" and "0" not in whole else before.zfill(whole.count("0"))
    return f"{before}.{after}" if after else before


def _plain(value: Decimal) -> str:
    """Return what Excel shows without a format: at most eleven digits of a broken number."""
    return f"{value:f}" if value == value.to_integral_value() and value.as_tuple().exponent == 0 else _rounded(value)


def _rounded(value: Decimal) -> str:
    text = format(Decimal(f"{value:.10g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: datetime | date | time, number_format: str) -> str:
    if isinstance(value, time):
        value = datetime.combine(date(1900, 1, 1), value)
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    tokens = list(MOMENT.finditer(number_format))
    if not any(token["part"] or token["total"] for token in tokens):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    half = any(token["half"] for token in tokens)
    return "".join(_part(value, tokens, at, half) for at in range(len(tokens))).strip()


def _part(value: datetime, tokens: list[re.Match[str]], at: int, half: bool) -> str:
    token = tokens[at]
    if token["half"]:
        return f"{value:%p}"
    part = (token["part"] or token["total"] or "").lower().split(".")[0]
    if not part:
        return token["quoted"] or token["escaped"] or token["plain"] or ""
    if part in NAMES:
        return value.strftime(NAMES[part])
    hour = value.hour % 12 or 12 if half else value.hour
    amount = {"y": value.year, "d": value.day, "h": hour, "s": value.second}.get(part[0])
    if amount is None:
        amount = value.minute if _is_minutes(tokens, at) else value.month
    return str(amount).zfill(min(len(part), 2))


def _is_minutes(tokens: list[re.Match[str]], at: int) -> bool:
    """Tell minutes from months: minutes stand behind hours or before seconds."""
    letters = [(n, (token["part"] or token["total"])[0].lower()) for n, token in enumerate(tokens) if _is_part(token)]
    place = next(index for index, (n, _) in enumerate(letters) if n == at)
    before = letters[place - 1][1] if place else ""
    after = letters[place + 1][1] if place + 1 < len(letters) else ""
    return before == "h" or after == "s"


def _is_part(token: re.Match[str]) -> bool:
    return bool(token["part"] or token["total"])
