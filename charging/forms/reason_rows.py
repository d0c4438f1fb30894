"""The fields of one reason for a rejection: which rows of the checklist it is about."""

from collections.abc import Collection, Sequence

from django import forms

from charging.queries.submission.standard_sent import SentRow
from charging.rules.rejections import RowKey

DETAIL_LENGTH, WIDTH = 250, 50

Choices = list[tuple[str, str | list[tuple[str, str]]]]


def missing_field(code: str, missing: Sequence[SentRow]) -> forms.MultipleChoiceField:
    """The missing rows that earn a reason, all ticked."""
    return forms.MultipleChoiceField(
        label=f"What of the checklist is missing, for {code}",
        required=False,
        choices=[(row.value, row.name) for row in missing],
        initial=[row.value for row in missing],
        widget=forms.CheckboxSelectMultiple(attrs={"data-label-size": ""}),
        error_messages={"invalid_choice": f"Choose rows of this file for {code}"},
    )


def row_field(code: str, sent: Sequence[SentRow], likely: RowKey) -> forms.ChoiceField:
    """Any other row of the file, the likeliest chosen."""
    return forms.ChoiceField(
        label=f"Another row of the checklist, for {code}",
        required=False,
        choices=_row_choices(code, sent),
        initial="|".join(likely).strip("|"),
        widget=forms.Select(attrs={"data-label-size": ""}),
        error_messages={"invalid_choice": f"Choose a row of this file for {code}"},
    )


def _row_choices(code: str, sent: Sequence[SentRow]) -> Choices:
    """The rows whose absence earns the reason, then those about the whole case; first none of them.

    What is missing of somebody earns a reason of its own, so it is not offered with every other one.
    """
    own = [(row.value, row.label) for row in sent if row.triage_code == code]
    others = [(row.value, row.label) for row in sent if row.triage_code != code and row.about == "case"]
    groups: Choices = [("Rows that earn this reason", own), ("Other rows of the case", others)]
    return [("", "No other row"), *((name, rows) for name, rows in groups if rows)]


def more_id(name: str) -> str:
    """The id of what is shown once a reason is ticked, from the name of its box."""
    return f"id_{name}-more"


def lines_for(text: str) -> int:
    """How many lines a suggestion takes, so that none of it is cut."""
    return max(2, -(-len(text[:DETAIL_LENGTH]) // WIDTH))


def details_of(missing: Collection[tuple[str, str]]) -> dict[str, str]:
    """Join the names of missing rows, given as (rejection code, name), under their rejection code."""
    found: dict[str, list[str]] = {}
    for code, title in missing:
        if code:
            found.setdefault(code, []).append(title)
    return {code: "; ".join(titles) for code, titles in found.items()}
