"""Suspects, the offences proposed against them, victims and witnesses."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api import loading, reading, writing
from casework.api.endpoint import REFUSALS, Endpoint, answered, written
from casework.models import Person
from casework.operations import people

TAGS = ["People in a case"]
SUSPECT_WRITTEN = written("Suspect", suspect=reading.SuspectReader())
PERSON_WRITTEN = written("Person", person=reading.PersonReader())


class Suspects(Endpoint):
    """The suspects of a case."""

    @extend_schema(
        operation_id="suspect_add",
        summary="Add a suspect",
        request=writing.SuspectWriter,
        responses={201: SUSPECT_WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Add a suspect; nobody else's status moves."""
        case_file = loading.find_case_file(self.user, urn)
        facts = self.asked(writing.SuspectWriter)
        event = people.add_suspect(case_file=case_file, facts=facts, by=self.user, at=timezone.now())
        suspect = loading.whole_suspect(event.suspect_ids[0])
        return answered(event, status=201, suspect=reading.SuspectReader(suspect, context=self.shown_to).data)


class SuspectDetail(Endpoint):
    """One suspect."""

    @extend_schema(
        operation_id="suspect_change",
        summary="Change what the file says of a suspect",
        request=writing.SuspectChanges,
        responses={200: SUSPECT_WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is given, unless somebody else changed the suspect since `version`."""
        suspect = loading.find_suspect(self.user, pk)
        changes = self.asked(writing.SuspectChanges)
        version = changes.pop("version")
        event = people.change_suspect(
            suspect=suspect, changes=changes, expected_version=version, by=self.user, at=timezone.now()
        )
        shown = reading.SuspectReader(loading.whole_suspect(pk), context=self.shown_to).data
        return answered(event, suspect=shown)


class SuspectOffences(Endpoint):
    """The offences proposed against a suspect."""

    @extend_schema(
        operation_id="offence_propose",
        summary="Propose an offence against a suspect",
        request=writing.OffenceWriter,
        responses={201: SUSPECT_WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Propose an offence."""
        suspect = loading.find_suspect(self.user, pk)
        details = people.OffenceDetails(**self.asked(writing.OffenceWriter))
        event = people.propose_offence(suspect=suspect, details=details, by=self.user, at=timezone.now())
        shown = reading.SuspectReader(loading.whole_suspect(pk), context=self.shown_to).data
        return answered(event, status=201, suspect=shown)


class OffenceWithdraw(Endpoint):
    """Taking a proposed offence back."""

    @extend_schema(
        operation_id="offence_withdraw",
        summary="Stop proposing an offence",
        request=None,
        responses={200: SUSPECT_WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Withdraw the offence; that it was proposed stays in the ledger."""
        offence = loading.find_offence(self.user, pk)
        event = people.withdraw_offence(offence=offence, by=self.user, at=timezone.now())
        suspect = loading.whole_suspect(offence.suspect_id)
        return answered(event, suspect=reading.SuspectReader(suspect, context=self.shown_to).data)


class People(Endpoint):
    """The victims and witnesses of a case."""

    @extend_schema(
        operation_id="person_add",
        summary="Add a victim or a witness",
        request=writing.PersonWriter,
        responses={201: PERSON_WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Add a victim or a witness."""
        case_file = loading.find_case_file(self.user, urn)
        facts = self.asked(writing.PersonWriter)
        event = people.add_person(case_file=case_file, facts=facts, by=self.user, at=timezone.now())
        added = Person.objects.get(pk=event.details["person_id"])
        return answered(event, status=201, person=reading.PersonReader(added).data)


class PersonDetail(Endpoint):
    """One victim or witness."""

    @extend_schema(
        operation_id="person_change",
        summary="Change what the file says of a victim or witness",
        request=writing.PersonChanges,
        responses={200: PERSON_WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is given, unless somebody else changed the person since `version`."""
        who = loading.find_person(self.user, pk)
        changes = self.asked(writing.PersonChanges)
        version = changes.pop("version")
        event = people.change_person(
            person=who, changes=changes, expected_version=version, by=self.user, at=timezone.now()
        )
        return answered(event, person=reading.PersonReader(Person.objects.get(pk=pk)).data)


class PersonWithdraw(Endpoint):
    """Taking a victim or witness off the file."""

    @extend_schema(
        operation_id="person_withdraw",
        summary="Take a victim or witness off the file who was added by mistake",
        request=writing.PersonWithdrawal,
        responses={200: PERSON_WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Withdraw the person; what was sent before keeps them."""
        who = loading.find_person(self.user, pk)
        asked = self.asked(writing.PersonWithdrawal)
        event = people.withdraw_person(
            person=who, reason=asked["reason"], expected_version=asked["version"], by=self.user, at=timezone.now()
        )
        return answered(event, person=reading.PersonReader(Person.objects.get(pk=pk)).data)
