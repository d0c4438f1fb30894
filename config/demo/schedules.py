"""Schedules of unused material in live demo cases: some described well, some not, and some of it sensitive."""

from casework.models import UnusedItem
from casework.operations import disclosure, unused
from casework.operations.unused import ItemDetails
from config.demo.cases import LiveCase
from foundation.periods import local_date

CLEAR = (
    ItemDetails(
        description="Incident log of the control room operator, 4 pages: the first call and who was sent. Undated copy",
        location="Command and control system",
        presumption="call",
    ),
    ItemDetails(
        description="Notebook of PC 1234 (synthetic), 3 pages, undated: first words of the victim at the scene",
        location="Station safe 2",
        presumption="notebook",
    ),
    ItemDetails(
        description="CCTV of the car park from the council, 2 hours, undated: neither of the two is to be seen",
        location="Digital evidence system",
        presumption="cctv",
    ),
    ItemDetails(
        description="House-to-house sheets by PCSO 88 (synthetic), 6 pages, undated: nobody at home saw anything",
        location="Case box",
    ),
)
VAGUE = (ItemDetails(description="CCTV", presumption="cctv"), ItemDetails(description="Emails, see attached"))
SENSITIVE = (
    ItemDetails(
        description="Intelligence log of DC 77 (synthetic), 1 page, undated: what a neighbour said in confidence",
        location="Intelligence unit",
        sensitive=True,
        sensitivity_ground="informant",
        sensitivity_rationale="The neighbour would be known from it, and is afraid. Synthetic.",
    ),
)
NOTHING_OF = ("payment", "identification", "co_accused")


def full(case: LiveCase) -> LiveCase:
    """List what was found, review it, and answer for a few kinds that there are not."""
    by = case.cast.disclosure_officer
    unused.add(case_file=case.file, items=[*CLEAR, *SENSITIVE], by=by, at=case.later(0.1))
    item = UnusedItem.objects.get(case_file=case.file, sensitive=False, number=1)
    view = {"view": "meets", "view_reason": "The caller describes another jacket. Synthetic."}
    _review(case, item, view)
    other = {"view": "does_not_meet", "rebutted_because": "It shows nothing of the incident. Synthetic."}
    _review(case, UnusedItem.objects.get(case_file=case.file, sensitive=False, number=3), other)
    for kind in NOTHING_OF:
        _answer(case, f"disclosure.presumed.{kind}", "none")
    _answer(case, "disclosure.mg6d_nil", "given", "listed")
    return case


def begun(case: LiveCase) -> LiveCase:
    """List two items that nobody could judge from their descriptions."""
    unused.add(case_file=case.file, items=VAGUE, by=case.cast.builder, at=case.later(0.1))
    return case


def _review(case: LiveCase, item: UnusedItem, view: dict[str, str]) -> None:
    at = case.later(0.1)
    changes = {**view, "inspected_on": local_date(at)}
    by = case.cast.disclosure_officer
    unused.change(item=item, changes=changes, expected_version=item.version, by=by, at=at)


def _answer(case: LiveCase, question: str, state: str, value: str = "") -> None:
    disclosure.answer(
        case_file=case.file,
        question=question,
        state=state,
        value=value,
        expected_version=0,
        by=case.cast.disclosure_officer,
        at=case.later(0.05),
    )
