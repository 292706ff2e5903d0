"""Passwords as they are kept: hashed with scrypt (RFC 7914), each with its own salt and the cost it was made at."""

import hashlib
import hmac
import secrets
import threading
import unicodedata

from errors import PeopleError

SHORTEST, LONGEST = 12, 200
# Two to this power, block size and lanes: what OWASP's password storage cheat sheet asks for; 32 MiB a lane.
_COST, _BLOCK, _LANES = 15, 8, 3
_MEMORY = 64 * 2**20
_ONE_AT_A_TIME = threading.Lock()


def hashed(password: str) -> str:
    """Return a password as the file keeps it; raise PeopleError for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PeopleError(f"A password needs {SHORTEST} to {LONGEST} characters; three or four words do well")
    salt = secrets.token_bytes(16)
    return f"scrypt${_COST}${_BLOCK}${_LANES}${salt.hex()}${_scrypt(password, salt, _COST, _BLOCK, _LANES).hex()}"


def matches(password: str, kept: str) -> bool:
    """Tell whether a password is the one that is kept."""
    _, cost, block, lanes, salt, digest = kept.split("$")
    found = _scrypt(password[:LONGEST], bytes.fromhex(salt), int(cost), int(block), int(lanes))
    return hmac.compare_digest(found, bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    # One at a time, so that many tries at once cannot take the memory that answers need.
    said = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    with _ONE_AT_A_TIME:
        return hashlib.scrypt(said, salt=salt, n=2**cost, r=block, p=lanes, maxmem=_MEMORY, dklen=32)
