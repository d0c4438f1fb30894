"""What the API says of a case file. Every field is named here; nothing is shown because it exists."""

from typing import Any

from rest_framework import serializers

from casework import events
from casework.lifecycle import STATUSES, Status
from casework.models import (
    CaseEvent,
    CaseFile,
    CaseworkType,
    CustodyBasis,
    PersonalStatement,
    PersonRole,
    Plea,
    PreviousConvictions,
    SpecialMeasures,
    Suspect,
    headline_status,
)

STATUS_CHOICES = [(status.value, words.cps) for status, words in STATUSES.items()]


class ReasonReader(serializers.Serializer[Any]):
    """One thing that stands in the way."""

    code = serializers.CharField(help_text="Stable, for machines")
    message = serializers.CharField(help_text="A plain sentence, for people")
    where = serializers.CharField(help_text="A field, or the thing in the case, that would mend it")


class RefusalReader(serializers.Serializer[Any]):
    """Why something was refused, with every reason and not only the first."""

    code = serializers.CharField()
    detail = serializers.CharField()
    reasons = ReasonReader(many=True)


class EventReader(serializers.Serializer[CaseEvent]):
    """One entry of the ledger."""

    id = serializers.UUIDField()
    type = serializers.CharField(help_text="<app>.<noun>_<past participle>")
    code = serializers.SerializerMethodField(help_text="The code of the type, such as E10; may be empty")
    at = serializers.DateTimeField(help_text="When it happened")
    recorded_at = serializers.DateTimeField(help_text="When the ledger learned of it")

    def get_code(self, event: CaseEvent) -> str:
        """Return the code that the event's type declares."""
        payload = events.REGISTRY.get(event.type)
        return payload.code if payload else ""


class BodyReader(serializers.Serializer[Any]):
    """An organisation or one of its units."""

    code = serializers.CharField()
    name = serializers.CharField()


class OffenceReader(serializers.Serializer[Any]):
    """An offence that police propose."""

    id = serializers.IntegerField()
    offence_code = serializers.CharField(source="offence_code.code")
    title = serializers.CharField(source="offence_code.title")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    place = serializers.CharField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class SuspectReader(serializers.Serializer[Suspect]):
    """A suspect, what the police say of them, and where they stand."""

    id = serializers.IntegerField()
    number = serializers.IntegerField(help_text="Place in the case, from 1; never reused")
    family_name = serializers.CharField()
    given_names = serializers.CharField()
    date_of_birth = serializers.DateField(allow_null=True)
    date_of_birth_unknown = serializers.BooleanField(help_text="Asked for, and nobody can say")
    asn = serializers.CharField(help_text="Arrest/summons number")
    custody_basis = serializers.ChoiceField(CustodyBasis.choices)
    anticipated_plea = serializers.ChoiceField(Plea.choices, allow_blank=True)
    interview_summary = serializers.CharField()
    previous_convictions = serializers.ChoiceField(PreviousConvictions.choices)
    status = serializers.ChoiceField(STATUS_CHOICES)
    status_label = serializers.SerializerMethodField(help_text="The status in the words of your agency")
    status_at = serializers.DateTimeField()
    holder = serializers.SerializerMethodField(help_text="Who has the file: police, cps, police_to_charge, court…")
    is_editable = serializers.BooleanField()
    version = serializers.IntegerField(help_text="Send it back with a change")
    offences = OffenceReader(many=True)

    def get_status_label(self, suspect: Suspect) -> str:
        """Return the status as the reader's agency calls it."""
        return STATUSES[Status(suspect.status)].label(self.context.get("side"))

    def get_holder(self, suspect: Suspect) -> str:
        """Return who has the file in this status."""
        return STATUSES[Status(suspect.status)].holder.value


class PersonReader(serializers.Serializer[Any]):
    """A victim or a witness."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(PersonRole.choices)
    family_name = serializers.CharField()
    given_names = serializers.CharField()
    date_of_birth = serializers.DateField(allow_null=True)
    personal_statement = serializers.ChoiceField(PersonalStatement.choices)
    special_measures = serializers.ChoiceField(SpecialMeasures.choices)
    version = serializers.IntegerField(help_text="Send it back with a change")


class CaseFileSummary(serializers.Serializer[CaseFile]):
    """A case file as lists show it."""

    urn = serializers.CharField(source="slug", help_text="As addresses carry it")
    reference = serializers.CharField(help_text="As people write it")
    headline = serializers.CharField()
    force = BodyReader()
    police_unit = BodyReader()
    cps_area = BodyReader()
    cps_unit = BodyReader(allow_null=True)
    casework_type = serializers.ChoiceField(CaseworkType.choices)
    status = serializers.SerializerMethodField(help_text="Derived from the suspects, in the words of your agency")
    flags = serializers.SerializerMethodField(help_text="The monitoring flags that are set")
    opened_at = serializers.DateTimeField()
    first_submitted_at = serializers.DateTimeField(allow_null=True)

    def get_status(self, case_file: CaseFile) -> str:
        """Return the headline status."""
        return headline_status(list(case_file.suspects.all()), self.context.get("side"))

    def get_flags(self, case_file: CaseFile) -> list[str]:
        """Return the codes of the flags that were not cleared; they are read beforehand."""
        return [flag.code for flag in case_file.flags.all() if flag.cleared_at is None]


class CaseFileReader(CaseFileSummary):
    """A case file with everybody in it. Material, the standard and the timeline have their own addresses."""

    officer = serializers.CharField(source="officer.name", help_text="Officer in the case")
    summary = serializers.CharField()
    lines_of_enquiry = serializers.CharField()
    crime_reference = serializers.CharField()
    crime_recorded_on = serializers.DateField(allow_null=True)
    suspects = SuspectReader(many=True)
    people = PersonReader(many=True)
    version = serializers.IntegerField(help_text="Send it back with a change")


class RequirementReader(serializers.Serializer[Any]):
    """A row of the file standard as it falls on this file."""

    code = serializers.CharField()
    title = serializers.CharField()
    reason = serializers.CharField(help_text="Why it is needed")
    about = serializers.CharField(help_text="Of whom it is asked; empty for the whole case")
    where = serializers.CharField()
    needed = serializers.BooleanField()
    met = serializers.BooleanField()
    met_by = serializers.CharField()
    missing = serializers.BooleanField()
    blocks = serializers.BooleanField(help_text="The file cannot be sent without it")
    triage_code = serializers.CharField(help_text="The rejection reason that its absence would earn")
    because = serializers.CharField(help_text="The fact that calls for it on this file, or that would")
    gap = serializers.CharField(help_text="What is wrong with what is there; empty where nothing is")
    group = serializers.CharField(help_text="Part of the task list it stands in")
    source = serializers.CharField(help_text="Where the guidance says so")  # type: ignore[assignment]


class StandardReader(serializers.Serializer[Any]):
    """The computed file standard of a case."""

    edition = serializers.CharField(help_text="The edition in force today")
    ready = serializers.BooleanField(
        help_text="Whether no hard stop is left. Whether sending would be taken is told by `case_file_check`"
    )
    reasons = ReasonReader(many=True, help_text="Every hard stop")
    rows = RequirementReader(many=True)


class TimelineReader(serializers.Serializer[Any]):
    """One event in words."""

    at = serializers.DateTimeField()
    only_day = serializers.BooleanField(help_text="Whether of the moment no more than the day is known")
    recorded_at = serializers.DateTimeField()
    says = serializers.CharField()
    about = serializers.CharField(help_text="The suspects it is about")
    who = serializers.CharField()
    agency = serializers.CharField()
    code = serializers.CharField(help_text="Such as E10; empty for events without a code")
    holder = serializers.CharField(help_text="Who holds the file from then on; empty where that did not change")


class FlagsReader(serializers.Serializer[Any]):
    """Every flag that was set or cleared, as events, and the case file."""

    events = EventReader(many=True)
    case_file = CaseFileReader()


class OffenceMatchReader(serializers.Serializer[Any]):
    """An offence code that answers a search."""

    code = serializers.CharField()
    title = serializers.CharField()
    category = serializers.CharField()
    mode_of_trial = serializers.CharField()
    home_office_code = serializers.CharField()
    why = serializers.CharField(help_text="How it was found")
