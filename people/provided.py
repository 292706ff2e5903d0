"""Who an OpenID Connect provider says has signed in, and as what they come in here."""

from collections.abc import Mapping
from dataclasses import dataclass

from errors import PeopleError
from people.model import ROLES, SEES, Person, Role

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Rules:
    """What `claim` of an ID token gives which role (`roles`, by its value), and for how many hours a sign-in counts."""

    claim: str
    roles: Mapping[str, Role]
    hours: float


def person_of(claims: Mapping[str, object], rules: Rules, now: float) -> Person | None:
    """Return who signed in, None where that was too long ago; of several roles the one that may do most counts.

    `claims` are those of an ID token whose signature was checked (OpenID Connect Core 1.0, section 2), `now` is in
    seconds since 1970. Raises PeopleError for one who has no role here.
    """
    issued = claims.get("iat")
    if not isinstance(issued, int | float) or now - issued > rules.hours * _HOUR:
        return None
    name = str(claims.get("name") or claims.get("email") or claims.get("sub"))
    given = _given(claims, rules)
    if not given:
        raise PeopleError(
            f"You signed in as {name}, who has no part in this Askboard: ask its administrator, or sign in as another"
        )
    return Person(f"oidc:{claims['iss']}|{claims['sub']}", name, max(given, key=ROLES.index), _seen(given))


def _given(claims: Mapping[str, object], rules: Rules) -> set[Role]:
    # An address that its provider did not verify is anyone's to claim.
    if rules.claim == "email" and claims.get("email_verified") is not True:
        return set()
    held = claims.get(rules.claim)
    values = held if isinstance(held, list | tuple) else [held]
    return {rules.roles[value] for value in values if isinstance(value, str) and value in rules.roles}


def _seen(given: set[Role]) -> frozenset[str]:
    return frozenset().union(*(SEES[role] for role in given))
