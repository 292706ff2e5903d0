"""A person as the doors know them: a name, a role, and the groups of papers that they may see."""

from dataclasses import dataclass
from typing import Literal, get_args

from index.model import ANYONE, KEEPER, Viewer

Way = Literal["none", "people", "oidc"]
Role = Literal["reader", "member", "administrator"]
# From the one that may do least to the one that may do most.
ROLES: tuple[Role, ...] = get_args(Role)
SEES: dict[Role, frozenset[str]] = {
    "reader": ANYONE.groups,
    "member": KEEPER.groups,
    "administrator": KEEPER.groups,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who uses the screens: `id` is the same at each visit and owns what they keep, `name` is how they are greeted."""

    id: str
    name: str
    role: Role
    groups: frozenset[str]

    @property
    def viewer(self) -> Viewer:
        """What papers, pages and passages exist for this person."""
        return Viewer(self.groups)

    @property
    def keeps(self) -> bool:
        """Whether they may add, withdraw and classify papers, and say who else may come in."""
        return self.role == "administrator"


# Where nobody signs in, whoever sits at this computer keeps the library.
ALONE = Person("this computer", "", "administrator", ANYONE.groups)
