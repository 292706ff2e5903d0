import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from errors import PeopleError, TooManyTries
from people.throttle import FIRST_WAIT, FREE, Throttle
from people.users import People

PASSWORD = "three wet otters"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Hash at the least cost: what is tried here is not how long it takes."""
    monkeypatch.setattr("people.passwords._COST", 4)
    monkeypatch.setattr("people.passwords._LANES", 1)


@pytest.fixture
def people(tmp_path):
    return People(tmp_path / "data" / "people.json")


def test_the_first_becomes_administrator_and_the_next_a_member(people):
    people.add("Ana Vale", PASSWORD)
    people.add("Bo Marsh", PASSWORD)
    assert [(one.name, one.role) for one in people.all()] == [("Ana Vale", "administrator"), ("Bo Marsh", "member")]


def test_a_first_who_is_no_administrator_is_refused_and_nothing_is_written(people):
    with pytest.raises(PeopleError, match="Someone must be administrator"):
        people.add("Ana Vale", PASSWORD, "reader")
    assert people.all() == []


def test_the_name_is_read_without_regard_to_capitals_and_spaces_and_the_password_with(people):
    people.add("Ana Vale", PASSWORD)
    assert people.sign_in("  ana  VALE ", PASSWORD).name == "Ana Vale"
    assert people.sign_in("Ana Vale", PASSWORD.upper()) is None
    assert people.sign_in("", PASSWORD) is None
    assert people.sign_in("Bo Marsh", PASSWORD) is None


def test_the_file_holds_no_password_and_is_its_owners_alone(people):
    people.add("Ana Vale", PASSWORD)
    people.add("Bo Marsh", PASSWORD)
    assert PASSWORD not in people.file.read_text()
    assert stat.S_IMODE(people.file.stat().st_mode) == 0o600
    ana, bo = json.loads(people.file.read_text())["people"]
    assert ana["password"] != bo["password"]


def test_the_last_administrator_can_be_neither_removed_nor_made_less(people):
    people.add("Ana Vale", PASSWORD)
    people.add("Bo Marsh", PASSWORD)
    for change in (lambda: people.remove("Ana Vale"), lambda: people.set_role("Ana Vale", "member")):
        with pytest.raises(PeopleError, match="Someone must be administrator"):
            change()
    people.set_role("Bo Marsh", "administrator")
    people.remove("Ana Vale")
    assert [one.name for one in people.all()] == ["Bo Marsh"]


def test_a_name_is_given_once_and_one_who_comes_again_is_another_person(people):
    people.add("Ana Vale", PASSWORD)
    first = people.add("Bo Marsh", PASSWORD)
    with pytest.raises(PeopleError, match="BO MARSH may sign in already"):
        people.add("BO MARSH", PASSWORD)
    people.remove("bo marsh")
    assert people.add("Bo Marsh", PASSWORD).id != first.id


@pytest.mark.parametrize("password", ["short", "x" * 201, ""])
def test_a_password_too_short_or_too_long_is_refused(people, password):
    with pytest.raises(PeopleError, match="12 to 200 characters"):
        people.add("Ana Vale", password)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b"])
def test_a_name_that_is_none_is_refused(people, name):
    with pytest.raises(PeopleError, match="A name needs"):
        people.add(name, PASSWORD)


def test_a_new_password_takes_the_place_of_the_old(people):
    people.add("Ana Vale", PASSWORD)
    people.set_password("Ana Vale", "four dry otters")
    assert people.sign_in("Ana Vale", PASSWORD) is None
    assert people.sign_in("Ana Vale", "four dry otters")


def test_whoever_tries_too_often_waits_longer_and_longer_whether_the_name_is_known_or_not(people):
    now = [0.0]
    people = People(people.file, Throttle(lambda: now[0]))
    people.add("Ana Vale", PASSWORD)
    for name in ("Ana Vale", "Nobody"):
        for _ in range(FREE):
            assert people.sign_in(name, "not this one") is None
        with pytest.raises(TooManyTries, match="wait 5 seconds"):
            people.sign_in(name, PASSWORD)
    now[0] = FIRST_WAIT
    assert people.sign_in("Ana Vale", "not this one") is None
    with pytest.raises(TooManyTries, match="wait 10 seconds"):
        people.sign_in("Ana Vale", PASSWORD)
    now[0] = 100.0
    assert people.sign_in("Ana Vale", PASSWORD)
    assert people.sign_in("Ana Vale", "not this one") is None
    assert people.sign_in("Ana Vale", PASSWORD)


def test_people_who_are_added_at_the_same_time_are_all_kept(people):
    people.add("Ana Vale", PASSWORD)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: People(people.file).add(f"Member {n}", PASSWORD), range(16)))
    assert len(people.all()) == 17


@pytest.mark.parametrize("text", ["", "{", "[]", '{"people": [{"name": "x"}]}', '{"folk": []}', b"\xff"])
def test_a_file_that_is_none_of_people_lets_nobody_in_and_is_named(people, text):
    people.file.parent.mkdir()
    people.file.write_bytes(text if isinstance(text, bytes) else text.encode())
    for use in (people.all, lambda: people.sign_in("Ana", PASSWORD), lambda: people.add("Ana", PASSWORD)):
        with pytest.raises(PeopleError, match="people.json"):
            use()
    assert people.file.read_bytes() == (text if isinstance(text, bytes) else text.encode())
