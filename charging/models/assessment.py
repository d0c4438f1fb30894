"""File quality: whether a submitted file met the standard, which failures it had, and what police said of each."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Unit, User
from casework.models import CaseFile, CaseworkType, visible
from charging.models.review import Consultation


class FailureGroup(models.TextChoices):
    """The four groups of failures."""

    BREACH = "breach", "Charging breach"
    DISCLOSURE = "disclosure", "Disclosure"
    EVIDENTIAL = "evidential", "Evidential"
    VICTIM_WITNESS = "victim_witness", "Victim and witness"


class AssessmentState(models.TextChoices):
    """Where an assessment is; not assessed is a value of its own, never an empty one."""

    TO_ASSESS = "to_assess", "To be assessed"
    MET = "met", "Met the standard"
    NOT_MET = "not_met", "Did not meet the standard"
    NOT_ASSESSED = "not_assessed", "Not assessed"


class FailureAnswer(models.TextChoices):
    """What police say of a failure; nothing at all is a third thing."""

    NOT_DISPUTED = "not_disputed", "Not disputed"
    DISPUTED = "disputed", "Disputed"


class DisputeDecision(models.TextChoices):
    """What the CPS says of a dispute."""

    ACCEPTED = "accepted", "Dispute accepted"
    NOT_ACCEPTED = "not_accepted", "Dispute not accepted"


class Discussed(models.TextChoices):
    """How a failure was talked over."""

    EMAIL = "email", "Email"
    MEETING = "meeting", "Meeting"
    PHONE = "phone", "Phone"


GROUND_LENGTH = 200


class FailureReason(models.Model):
    """One of the coded failures, as dated data, with how to mend it next time."""

    code = models.CharField(max_length=10, unique=True)
    group = models.CharField(max_length=20, choices=FailureGroup)
    title = models.CharField(max_length=120)
    mend = models.CharField(max_length=250, help_text="What to do so that the next file does not fail for it")
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Narrowing assessments."""

    def visible_to(self, user: User) -> "AssessmentQuerySet":
        """Narrow to cases that a reader may see, without those that they have still to score blind themselves."""
        return self.filter(visible(user, through="case_file__")).not_blind_to(user)

    def not_blind_to(self, user: User) -> "AssessmentQuerySet":
        """Leave out what a reader has to score a second time and has not scored yet."""
        theirs = Q(second_score__scorer=user, second_score__scored_at__isnull=True)
        return self.filter(Q(second_score__isnull=True) | ~theirs)


class Assessment(models.Model):
    """Whether the file that one review was about met the standard. Where it belongs is stamped when it is assessed."""

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="assessment")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="assessments")
    state = models.CharField(max_length=20, choices=AssessmentState, default=AssessmentState.TO_ASSESS)
    stage = models.CharField(max_length=20)
    opened_at = models.DateTimeField(help_text="When the review was completed")
    due_at = models.DateTimeField(help_text="From when on it is late")
    assessed_at = models.DateTimeField(null=True, blank=True, help_text="Decides the month; a correction leaves it")
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    not_assessed_because = models.CharField(max_length=20, blank=True, help_text="A code of the edition in force")
    comments = models.CharField(max_length=500, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    correction = models.CharField(max_length=250, blank=True, help_text="Why it was corrected")
    disputes_close_at = models.DateTimeField(null=True, blank=True, help_text="First instant that is too late")
    closed = models.BooleanField(default=False, help_text="Nobody can act on its disputes any more")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    police_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    cps_area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    cps_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    casework_type = models.CharField(max_length=20, choices=CaseworkType)
    version = models.PositiveIntegerField(default=1, help_text="Rises with each act on it or on one of its failures")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessed_at__isnull=True, assessed_by__isnull=True, state=AssessmentState.TO_ASSESS)
                | Q(assessed_at__isnull=False, assessed_by__isnull=False) & ~Q(state=AssessmentState.TO_ASSESS),
                name="an_assessment_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(corrected_at__isnull=True, corrected_by__isnull=True)
                | Q(corrected_at__isnull=False, corrected_by__isnull=False) & ~Q(correction=""),
                name="a_corrected_assessment_says_when_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.NOT_ASSESSED) ^ Q(not_assessed_because=""),
                name="what_is_not_assessed_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "assessed_at"], name="assessments_by_force"),
            models.Index(fields=["cps_area", "assessed_at"], name="assessments_by_area"),
            models.Index(fields=["force", "opened_at"], name="assessments_due_by_force"),
            models.Index(fields=["cps_area", "opened_at"], name="assessments_due_by_area"),
            models.Index(
                fields=["disputes_close_at"], condition=Q(state="not_met", closed=False), name="disputes_that_are_open"
            ),
        ]

    def __str__(self) -> str:
        return f"File quality of review {self.consultation.number} of {self.case_file}"


class JudgedRow(models.Model):
    """One row as police claimed it, and whether the assessor agrees; its words are in the sealed file."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="rows")
    code = models.CharField(max_length=40)
    about = models.CharField(max_length=40)
    claimed_met = models.BooleanField()
    overturned = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code", "about"], name="a_row_is_judged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} about {self.about}"


class Failure(models.Model):
    """One failure of one file, what police say of it, and what the CPS says to a dispute."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="failures")
    reason = models.ForeignKey(FailureReason, on_delete=models.PROTECT, related_name="+")
    stands = models.BooleanField(default=True, help_text="A correction can take it back")
    answer = models.CharField(max_length=20, choices=FailureAnswer, blank=True)
    ground = models.CharField(max_length=GROUND_LENGTH, blank=True, help_text="Why police dispute it")
    discussed = ArrayField(models.CharField(max_length=10, choices=Discussed), default=list, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=20, choices=DisputeDecision, blank=True)
    decision_reason = models.CharField(max_length=GROUND_LENGTH, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["assessment", "reason__position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "reason"], name="a_file_fails_once_for_a_reason"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="an_answered_failure_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, answer=FailureAnswer.DISPUTED)
                & ~Q(decision="")
                & ~Q(decision_reason=""),
                name="a_decided_dispute_says_when_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(answer=FailureAnswer.DISPUTED) | ~Q(ground=""), name="a_dispute_says_why"
            ),
        ]

    def __str__(self) -> str:
        return str(self.reason)
