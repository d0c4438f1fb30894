"""The forms of a case: which there are, what each asks and says, and answering them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api import form_reading, loading
from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint
from casework.models import CaseFile
from casework.operations import answers
from casework.queries.forms import FormPage, Forms
from casework.rules.answers import Given
from casework.rules.contents import where_of
from casework.rules.forms import Form
from foundation.periods import local_date

TAGS = ["Forms"]


def _read(case_file: CaseFile) -> Forms:
    return Forms.of(case_file, on=local_date(timezone.now()))


def _form(read: Forms, code: str) -> Form:
    """Return a form of the edition in force, or 404."""
    form = read.catalogue.forms.get(code)
    if form is None:
        raise Http404
    return form


class FormList(Endpoint):
    """The forms of a case."""

    @extend_schema(
        operation_id="form_list",
        summary="List the forms of a file, those that the case calls for first",
        responses={200: form_reading.FormSummary(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Show which forms this case calls for, and how much of each is answered."""
        case_file = loading.find_case_file(self.user, urn)
        return Response(form_reading.FormSummary(_read(case_file).pages(), many=True).data)


class FormDetail(Endpoint):
    """One form."""

    @extend_schema(
        operation_id="form_read",
        summary="Read what a form asks and what the file answers",
        responses={200: form_reading.FormReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str, code: str) -> Response:
        """Show every part that is asked of this case."""
        read = _read(loading.find_case_file(self.user, urn))
        return Response(form_reading.FormReader(read.page(_form(read, code))).data)

    @extend_schema(
        operation_id="form_answer",
        summary="Answer questions of a form",
        request=form_reading.FormAnswersWriter,
        responses={200: form_reading.FormWrittenReader, **REFUSALS},
        tags=TAGS,
    )
    def patch(self, request: Request, urn: str, code: str) -> Response:
        """Save all of the answers or none, unless somebody else answered one since it was read."""
        case_file = loading.find_case_file(self.user, urn)
        read = _read(case_file)
        form = _form(read, code)
        asked = self.asked(form_reading.FormAnswersWriter)
        said = _by_part(read, form, asked["answers"])
        events = answers.answer_form(
            case_file=case_file, said=said, confirm=asked["confirm"], by=self.user, at=timezone.now()
        )
        page: FormPage = _read(case_file).page(form)
        return Response(form_reading.FormWrittenReader({"events": events, "form": page}).data)


def _by_part(
    read: Forms, form: Form, given: Mapping[tuple[str, str], Given]
) -> Sequence[tuple[answers.Part, Mapping[str, Given]]]:
    """Put answers with the part of the form that asks for them. Raises ValidationError for what no part asks."""
    found: list[Any] = []
    left = dict(given)
    for section in form.sections:
        codes = [question.code for question in section.questions]
        for subject in read.facts.subjects(section.about):
            keys = [(code, where_of(subject)) for code in codes]
            said = {key[0]: left.pop(key) for key in keys if key in left}
            if said:
                found.append((answers.Part(form=form, section=section, subject=subject), said))
    if left:
        unknown = ", ".join(f"{code} of {about}" for code, about in left)
        raise ValidationError({"answers": [f"Not asked on this form: {unknown}."]})
    return found
