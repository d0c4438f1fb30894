"""What the API takes for building a case file: shapes only. Whether it may happen is asked by the operations."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import Organisation, Unit, User
from accounts.queries.people import with_permission
from accounts.roles import Permission
from casework.api.fields import InCaseField
from casework.lifecycle import Status
from casework.models import (
    CaseworkType,
    CustodyBasis,
    Flag,
    MaterialKind,
    OffenceCode,
    Person,
    PersonalStatement,
    PersonRole,
    Plea,
    PreviousConvictions,
    SpecialMeasures,
    Suspect,
)
from casework.rules import identifiers

LONG = 10_000


class Writer(serializers.Serializer[Any]):
    """Refuses what it does not know, so that nobody believes a misspelt or forbidden field was taken."""

    def to_internal_value(self, data: Any) -> Any:
        """Take the declared fields and nothing else."""
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise serializers.ValidationError({str(name): ["This is not a field here."] for name in unknown})
        return super().to_internal_value(data)


class CaseFileFilter(serializers.Serializer[Any]):
    """What narrows the list of case files."""

    status = serializers.ChoiceField([s.value for s in Status], required=False, help_text="Of any of its suspects")
    force = serializers.CharField(max_length=20, required=False, help_text="Code of the force: 45")
    area = serializers.CharField(max_length=20, required=False, help_text="Code of the CPS Area: south-east")


class OpenCaseWriter(Writer):
    """The least that a case file can be opened with."""

    urn = serializers.CharField(max_length=40, help_text="In any spelling: 45AB 12345/26")
    police_unit = serializers.SlugRelatedField(
        slug_field="code", queryset=Unit.objects.select_related("organisation"), help_text="Code of the unit: 45AB"
    )
    cps_area = serializers.SlugRelatedField(
        slug_field="code", queryset=Organisation.objects.all(), help_text="Code of the CPS Area: south-east"
    )
    headline = serializers.CharField(max_length=120, help_text="What the case is about, without names")
    crime_reference = serializers.CharField(max_length=40, required=False, allow_blank=True)
    crime_recorded_on = serializers.DateField(required=False, allow_null=True)


class CaseFileChanges(Writer):
    """What may be changed of a case file, and the version that the change was made against."""

    version = serializers.IntegerField()
    headline = serializers.CharField(max_length=120, required=False)
    summary = serializers.CharField(max_length=LONG, required=False, allow_blank=True)
    lines_of_enquiry = serializers.CharField(max_length=LONG, required=False, allow_blank=True)
    crime_reference = serializers.CharField(max_length=40, required=False, allow_blank=True)
    crime_recorded_on = serializers.DateField(required=False, allow_null=True)
    cps_area = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Organisation.objects.all(),
        required=False,
        help_text="Code of the CPS Area; until the file was first sent",
    )
    casework_type = serializers.ChoiceField(CaseworkType.choices, required=False)


class OfficerField(serializers.SlugRelatedField[User]):
    """Somebody who builds files in the force of the case. Whether anybody else has an account is not told."""

    default_error_messages = {"does_not_exist": "Nobody with this address builds files in this force."}

    def get_queryset(self) -> QuerySet[User]:
        """Return the people who may be named."""
        return with_permission(Permission.BUILD_FILE, organisation_id=self.context["case_file"].force_id)


class HandOverWriter(Writer):
    """Who has the case from now on, and the version that the change was made against. What is left out stays."""

    version = serializers.IntegerField()
    officer = OfficerField(
        slug_field="email", queryset=User.objects.none(), required=False, help_text="E-mail address of the officer"
    )
    police_unit = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Unit.objects.select_related("organisation"),
        required=False,
        help_text="Code of the unit: 45AB",
    )


class FlagsWriter(Writer):
    """All the flags that are to be set from now on."""

    flags = serializers.ListField(child=serializers.ChoiceField(Flag.choices), max_length=len(Flag))


NO_GIVEN_NAMES = "Left out for an organisation, whose name is the family name"


class SuspectWriter(Writer):
    """What the police say of a suspect."""

    family_name = serializers.CharField(max_length=80)
    given_names = serializers.CharField(max_length=120, required=False, allow_blank=True, help_text=NO_GIVEN_NAMES)
    date_of_birth = serializers.DateField(required=False, allow_null=True)
    date_of_birth_unknown = serializers.BooleanField(required=False, help_text="Asked for, and nobody can say")
    asn = serializers.CharField(max_length=30, required=False, allow_blank=True, help_text="26/45AB/01/00000123456C")
    custody_basis = serializers.ChoiceField(CustodyBasis.choices)
    anticipated_plea = serializers.ChoiceField(Plea.choices, required=False, allow_blank=True)
    interview_summary = serializers.CharField(max_length=LONG, required=False, allow_blank=True)
    previous_convictions = serializers.ChoiceField(PreviousConvictions.choices, required=False)

    def validate_asn(self, typed: str) -> str:
        """Return the number in its one spelling; a wrong check letter is refused with the reason."""
        if not typed:
            return ""
        verdict = identifiers.check_asn(typed, today=self.context["today"])
        if not verdict.allowed:
            raise serializers.ValidationError([reason.message for reason in verdict.reasons])
        return identifiers.normalise_asn(typed)


class SuspectChanges(SuspectWriter):
    """A suspect's details, any of them, and the version that the change was made against."""

    version = serializers.IntegerField()
    family_name = serializers.CharField(max_length=80, required=False)
    custody_basis = serializers.ChoiceField(CustodyBasis.choices, required=False)


class OffenceWriter(Writer):
    """An offence that police propose."""

    offence_code = serializers.CharField(max_length=10, help_text="CJS offence code: TH68010")
    starts_on = serializers.DateField(help_text="Day of the offence, or the first on which it may have happened")
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="Last day, where it is a range")
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Turn the code into the row of the list that was in force on the first day."""
        code = attrs["offence_code"].upper()
        row = OffenceCode.objects.on(attrs["starts_on"]).filter(code=code).first()
        if row is None:
            message = f"No offence with the code {code} was in force on that day."
            raise serializers.ValidationError({"offence_code": [message]})
        return attrs | {"offence_code": row}


class PersonWriter(Writer):
    """A victim or a witness; where they live is never asked."""

    role = serializers.ChoiceField(PersonRole.choices)
    family_name = serializers.CharField(max_length=80)
    given_names = serializers.CharField(max_length=120, required=False, allow_blank=True, help_text=NO_GIVEN_NAMES)
    date_of_birth = serializers.DateField(required=False, allow_null=True)
    personal_statement = serializers.ChoiceField(PersonalStatement.choices, required=False)
    special_measures = serializers.ChoiceField(SpecialMeasures.choices, required=False)


class PersonChanges(PersonWriter):
    """A person's details, any of them, and the version that the change was made against."""

    version = serializers.IntegerField()
    role = serializers.ChoiceField(PersonRole.choices, required=False)
    family_name = serializers.CharField(max_length=80, required=False)


class PersonWithdrawal(Writer):
    """Why somebody is no longer in the file, and the version that was read."""

    version = serializers.IntegerField()
    reason = serializers.CharField(max_length=200)


class MaterialWriter(Writer):
    """A document or a link, and whom it is about: nobody in particular, one suspect, or one person."""

    kind = serializers.ChoiceField(MaterialKind.choices)
    title = serializers.CharField(max_length=120)
    upload = serializers.FileField(required=False, allow_empty_file=True, help_text="The bytes, or give a link")
    link = serializers.URLField(max_length=200, required=False, allow_blank=True)
    suspect = InCaseField(Suspect, required=False, allow_null=True)
    person = InCaseField(Person, required=False, allow_null=True)
    sensitive = serializers.BooleanField(required=False, help_text="Needs the permission to see sensitive material")
    source = serializers.CharField(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]
    justification = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class VersionWriter(Writer):
    """A newer version of a document."""

    upload = serializers.FileField(allow_empty_file=True)


class MaterialWithdrawal(Writer):
    """Which state of the material is withdrawn, where that matters to whoever withdraws it."""

    version = serializers.IntegerField(required=False, help_text="As it was read; refused where it is another by now")


class OffenceSearch(serializers.Serializer[Any]):
    """What is looked for, and the day on which it must be in force."""

    q = serializers.CharField(max_length=80, help_text="A code, or what people call it: abh, sec 20, shop theft")
    on = serializers.DateField(required=False, help_text="Today where it is left out")
