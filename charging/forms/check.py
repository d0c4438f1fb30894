"""Reasons for sending a file although something is missing: one small box a gap."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.html import format_html

from charging.operations.explanations import Said
from charging.queries.submission.checklist import Checklist, ChecklistRow
from charging.rules.explanations import Key
from web.forms import GovukForm
from web.saving import bring_up_to_date

TYPED_OVER = "typed_over"


class ReasonsForm(GovukForm):
    """A box for each warning that no reason of a rejection covers.

    What stood in each when the page was opened goes along, so that nobody is overwritten.
    """

    mark_optional = False

    def __init__(self, *args: Any, warnings: Sequence[ChecklistRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings = [row for row in warnings if not row.covered_by]
        for row in self.warnings:
            self.fields[row.field] = forms.CharField(
                label=format_html('Reason to go without it<span class="govuk-visually-hidden">: {}</span>', row.name),
                required=False,
                initial=row.explanation.text if row.explanation else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields[TYPED_OVER] = forms.CharField(required=False, initial=_versions(warnings), widget=forms.HiddenInput)

    def reasons(self) -> dict[Key, Said]:
        """Return what was typed by row and thing, each with the version that it was typed over."""
        over = dict(each.rpartition("=")[::2] for each in self.cleaned_data[TYPED_OVER].split())
        return {
            row.key: Said(text=self.cleaned_data[row.field], version=over.get(row.field, "")) for row in self.warnings
        }

    def bring_up_to_date(self, checklist: Checklist) -> None:
        """After a conflict: the next press of the button is about what is stored now."""
        bring_up_to_date(self, _versions(checklist.warnings), TYPED_OVER)


def _versions(warnings: Sequence[ChecklistRow]) -> str:
    return " ".join(f"{row.field}={row.explanation.token}" for row in warnings if row.explanation)


def with_boxes(checklist: Checklist, form: ReasonsForm) -> Checklist:
    """The same checklist with the box of each warning beside it."""
    return replace(
        checklist,
        warnings=tuple(
            replace(row, typed=form[row.field] if row.field in form.fields else None) for row in checklist.warnings
        ),
    )
