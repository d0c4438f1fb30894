"""A submission of the file: prepared by a builder, signed off by a supervisor, received by the CPS."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import CaseFile, FileStandardEdition, Suspect
from charging.lifecycle import Purpose, ReviewType, Stream, SubmissionState, TriageResult

SENT_IS_FINAL = """
    IF OLD.state = 'sent' THEN
        RAISE EXCEPTION 'What was sent to the CPS is final: % is refused', TG_OP;
    END IF;
    RETURN COALESCE(NEW, OLD);
"""
ONLY_THOSE_SEALED = """
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT FROM charging_submission s JOIN casework_suspect p ON p.id = NEW.suspect_id
         WHERE s.id = NEW.submission_id AND s.state = 'sent' AND NOT (
               p.case_file_id = s.case_file_id AND s.manifest @> jsonb_build_object(
                   'suspects', jsonb_build_array(jsonb_build_object('number', p.number))))
    ) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' OR EXISTS (
        SELECT FROM charging_submission s
         WHERE s.state = 'sent' AND (s.id = OLD.submission_id OR (TG_OP = 'UPDATE' AND s.id = NEW.submission_id))
    ) THEN
        RAISE EXCEPTION 'Whose file was sent to the CPS is final: % is refused', TG_OP;
    END IF;
    RETURN COALESCE(NEW, OLD);
"""
FINAL_FIELDS = (
    "case_file",
    "round_no",
    "seq_in_round",
    "purpose",
    "stream",
    "state",
    "prepared_at",
    "prepared_by",
    "note_to_supervisor",
    "supervised_at",
    "supervised_by",
    "supervisor_comments",
    "sent_at",
    "edition",
    "manifest",
    "receipt",
    "sealed_sensitive",
)


class Submission(models.Model):
    """One attempt to send the file. Once it is sent, the database refuses to change or remove it."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="submissions")
    suspects = models.ManyToManyField(Suspect, related_name="submissions")
    round_no = models.PositiveSmallIntegerField(help_text="Rises when the CPS asked for more after a review")
    seq_in_round = models.PositiveSmallIntegerField(help_text="Rises when triage rejected the last attempt")
    purpose = models.CharField(max_length=20, choices=Purpose)
    stream = models.CharField(max_length=20, choices=Stream)
    state = models.CharField(max_length=20, choices=SubmissionState)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note_to_supervisor = models.TextField(blank=True)
    supervised_at = models.DateTimeField(null=True, blank=True)
    supervised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supervisor_comments = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    edition = models.ForeignKey(FileStandardEdition, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    manifest = models.JSONField(default=dict, help_text="Digests of the sealed file and of each document, in short")
    receipt = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the manifest")
    sealed_sensitive = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text="SHA-256 of the sensitive annex, held by content like the rest",
    )

    class Meta:
        ordering = ["case_file", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_file"],
                condition=Q(state=SubmissionState.WITH_SUPERVISOR),
                name="one_submission_at_the_gate_a_case",
            ),
            models.CheckConstraint(
                condition=Q(supervised_at__isnull=True, supervised_by__isnull=True)
                | Q(supervised_at__isnull=False, supervised_by__isnull=False),
                name="a_supervised_submission_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=SubmissionState.SENT) | (Q(sent_at__isnull=False) & ~Q(receipt="")),
                name="a_sent_submission_has_its_receipt",
            ),
        ]
        indexes = [
            models.Index(
                fields=["prepared_at"],
                condition=Q(state=SubmissionState.WITH_SUPERVISOR),
                name="submissions_at_the_gate",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="what_was_sent_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*FINAL_FIELDS),
                func=SENT_IS_FINAL,
            ),
            pgtrigger.Trigger(
                name="what_was_sent_is_never_removed",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=SENT_IS_FINAL,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_file} round {self.round_no}, attempt {self.seq_in_round}"


class SubmissionSuspect(Submission.suspects.through):  # type: ignore[name-defined,misc]  # Django makes the table
    """Whose file a submission is: final once it is sent, when only those whom its manifest names can be there."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="whose_file_was_sent_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=ONLY_THOSE_SEALED,
            ),
        ]


class Explanation(models.Model):
    """Why police send the file although a row of the standard is not met; shown wherever the row is."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="explanations")
    code = models.CharField(max_length=40, help_text="Code of the row, or of the warning")
    about = models.CharField(max_length=40, help_text="What it is asked of: case, suspect-1, person-1")
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["case_file", "code", "about"]
        constraints = [
            models.UniqueConstraint(fields=["case_file", "code", "about"], name="a_gap_is_explained_once"),
            models.CheckConstraint(condition=Q(text__gt=""), name="an_explanation_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"

    @property
    def token(self) -> str:
        """What tells this text from every other that was ever here: a row taken back and written anew is another."""
        return f"{self.pk}.{self.version}"


class Triage(models.Model):
    """The CPS's first look at a submission, as it stands: whoever triages it a second time writes over the result.

    Accepted with reasons, a red file is not to standard and reviewed all the same.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="triage")
    result = models.CharField(max_length=10, choices=TriageResult)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_type = models.CharField(max_length=10, choices=ReviewType, blank=True)
    respond_by = models.DateField(null=True, blank=True)
    remind_on = models.DateField(null=True, blank=True, help_text="When police are reminded, if nothing came back")
    reminded_at = models.DateTimeField(null=True, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True, help_text="When the first triage passed it on")
    passed_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(result=TriageResult.REJECT) | Q(respond_by__isnull=False),
                name="a_rejection_says_by_when_to_respond",
            ),
            models.CheckConstraint(
                condition=Q(remind_on__isnull=True) | Q(remind_on__gte=models.F("respond_by")),
                name="no_reminder_before_the_day_to_respond_by",
            ),
            models.CheckConstraint(
                condition=Q(passed_on_at__isnull=True, passed_on_by__isnull=True)
                | Q(passed_on_at__isnull=False, passed_on_by__isnull=False),
                name="what_was_passed_on_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.submission}"


class RejectionReason(models.Model):
    """A coded reason why triage may reject, as dated data."""

    code = models.CharField(max_length=10, unique=True)
    title = models.CharField(max_length=120)
    priority_only = models.BooleanField(default=False, help_text="Only for red files")
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class TriageReason(models.Model):
    """One reason of one rejection, with what exactly is missing; once for each row of the standard it is about."""

    triage = models.ForeignKey(Triage, on_delete=models.CASCADE, related_name="reasons")
    reason = models.ForeignKey(RejectionReason, on_delete=models.PROTECT, related_name="+")
    detail = models.CharField(max_length=250, blank=True)
    row = models.CharField(
        max_length=40, blank=True, db_default="", help_text="Code of the row of the standard it is about"
    )
    about = models.CharField(
        max_length=40, blank=True, db_default="", help_text="What the row was asked of: case, suspect-1"
    )

    class Meta:
        ordering = ["reason__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["triage", "reason", "row", "about"], name="a_reason_is_given_once_a_row")
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else str(self.reason)
