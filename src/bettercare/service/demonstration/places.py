"""The made-up region: its areas, each with a council and a board, and the two care boards that they share.

None of them is in the register: their codes begin with MADEUP, and every plan of theirs is marked as made up.
"""

from __future__ import annotations

from dataclasses import dataclass

from bettercare.plan import Cover, Organisation, OrganisationKind

REGION = "Marl and Wolds"


@dataclass(frozen=True, slots=True)
class Place:
    """An area that does not exist: its name, its number in the region, people living there, and its care board."""

    name: str
    number: int
    people: int
    care_board: Organisation

    @property
    def code(self) -> str:
        return f"MADEUP{self.number:02}"

    @property
    def council(self) -> Organisation:
        return Organisation("council", f"{self.name} Council", OrganisationKind.COUNCIL, self.code)

    @property
    def board(self) -> Organisation:
        return Organisation("board", f"{self.name} Health and Wellbeing Board", OrganisationKind.HWB, f"{self.code}-B")

    @property
    def partners(self) -> tuple[Organisation, ...]:
        return (self.council, self.care_board, self.board)

    @property
    def covers(self) -> tuple[Cover, ...]:
        return (Cover("covers", self.code),)

    def mailbox(self, who: str) -> str:
        return f"{who}@{self.name.lower()}.example"


MARL = Organisation("nhs", "NHS Marl Valley Integrated Care Board", OrganisationKind.ICB, "MADEUP-MARL")
WOLDS = Organisation("nhs", "NHS Wolds and Coast Integrated Care Board", OrganisationKind.ICB, "MADEUP-WOLDS")

_PEOPLE = {
    "Brindlemere": 262_000,
    "Ashcombe": 141_000,
    "Dunleigh": 318_000,
    "Farnstead": 205_000,
    "Halverton": 487_000,
    "Kelmouth": 176_000,
    "Oakenby": 233_000,
    "Penleigh": 129_000,
    "Radcombe": 291_000,
    "Stanmere": 154_000,
    "Thornbeck": 362_000,
    "Wexdale": 188_000,
}
PLACES = {
    name: Place(name, number, people, MARL if number <= len(_PEOPLE) // 2 else WOLDS)
    for number, (name, people) in enumerate(_PEOPLE.items(), start=1)
}
"""The areas of the region by name."""
