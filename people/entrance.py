"""How people come in: nobody is asked, by a name and a password kept here, or by a provider that knows them."""

from dataclasses import dataclass

from people.model import Person, Way
from people.provided import Rules
from people.users import People


@dataclass(frozen=True, slots=True)
class Entrance:
    """The way in, with what it needs: `alone` is who uses Askboard where nobody is asked."""

    way: Way
    alone: Person
    people: People | None
    rules: Rules
