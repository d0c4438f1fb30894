"""The hand-over pack of CPS Direct on paper."""

from casework.rules.papers import Grid, Paper, Section
from charging.queries.clocks.due import counted
from charging.queries.transfers.overnight import Group, NightCase, Pack
from foundation.wording import when

HANDLING = "OFFICIAL-SENSITIVE, for CPS staff only"
COLUMNS = ("Case", "What happened", "Suspects", "Open risks")
WIDTHS = (2, 2, 4, 3)


def paper_of(pack: Pack) -> Paper:
    """Write the pack as a paper, a table for each part."""
    return Paper(
        title="What CPS Direct did",
        handling=HANDLING,
        introduction=[f"From {when(pack.since)} until {when(pack.until)}."],
        sections=[_section(group) for group in pack.groups],
    )


def _section(group: Group) -> Section:
    rows = [_row(case) for case in group.cases]
    return Section(
        heading=group.title,
        table=Grid(caption=counted(len(group.cases), "case"), columns=COLUMNS, rows=rows, widths=WIDTHS, empty="None"),
    )


def _row(case: NightCase) -> tuple[str, ...]:
    suspects = [". ".join(filter(None, (f"{s.name}: {s.status}", s.due.words, s.again))) for s in case.suspects]
    return (
        f"{case.case_file.reference} {case.case_file.headline}",
        f"{case.happened}. {case.case_file.police_unit}",
        "; ".join(suspects),
        case.risks or "None noted",
    )
