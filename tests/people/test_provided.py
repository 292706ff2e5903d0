import pytest

from errors import PeopleError
from people.provided import Rules, person_of

NOW = 1_800_000_000.0
RULES = Rules("groups", {"board": "member", "clerks": "administrator", "press": "reader"}, 12)
CLAIMS = {
    "iss": "https://id.example.org",
    "sub": "42",
    "iat": NOW - 60,
    "name": "Ana Vale",
    "groups": ["board", "chess"],
}


def test_a_group_of_the_provider_gives_a_role():
    person = person_of(CLAIMS, RULES, NOW)
    assert (person.name, person.role, person.groups) == ("Ana Vale", "member", {"public", "exempt"})
    assert person.id == "oidc:https://id.example.org|42"


def test_of_several_roles_the_one_that_may_do_most_counts():
    assert person_of(CLAIMS | {"groups": ["press", "clerks", "board"]}, RULES, NOW).role == "administrator"
    assert person_of(CLAIMS | {"groups": "press"}, RULES, NOW).groups == {"public"}


@pytest.mark.parametrize("groups", [None, [], ["chess"], "chess", 7, {"board": True}, [["board"]]])
def test_one_without_a_role_here_is_told_so_by_name(groups):
    with pytest.raises(PeopleError, match="signed in as Ana Vale, who has no part"):
        person_of(CLAIMS | {"groups": groups}, RULES, NOW)


def test_the_same_person_of_another_provider_is_another():
    assert person_of(CLAIMS | {"iss": "https://other.example.org"}, RULES, NOW).id != person_of(CLAIMS, RULES, NOW).id


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_was_not_verified_counts_for_nothing(verified):
    rules = Rules("email", {"ana@example.org": "administrator"}, 12)
    claims = CLAIMS | {"email": "ana@example.org"}
    assert person_of(claims | {"email_verified": True}, rules, NOW).role == "administrator"
    with pytest.raises(PeopleError, match="no part"):
        person_of(claims | {"email_verified": verified}, rules, NOW)


@pytest.mark.parametrize("issued", [NOW - 12 * 3600 - 1, None, "now"])
def test_a_sign_in_counts_for_so_many_hours(issued):
    assert person_of(CLAIMS | {"iat": NOW - 12 * 3600}, RULES, NOW)
    assert person_of(CLAIMS | {"iat": issued}, RULES, NOW) is None
