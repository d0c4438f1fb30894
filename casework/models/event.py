"""The ledger: what happened, when it happened, when we learned it. Rows are only ever added."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

REFUSE_CHANGE = "RAISE EXCEPTION 'The ledger is append-only: % is refused', TG_OP;"

# The chain is computed by the database, from what it stores, so that no path into the table can skip it.
# jsonb has one canonical text, which makes the digest reproducible.
CHAIN = """
    SELECT e.seq, e.hash INTO previous FROM casework_caseevent e
     WHERE e.case_id = NEW.case_id ORDER BY e.seq DESC LIMIT 1;
    NEW.seq := COALESCE(previous.seq, 0) + 1;
    NEW.hash := casework_event_digest(NEW, COALESCE(previous.hash, ''::bytea));
    RETURN NEW;
"""


class CaseEvent(models.Model):
    """One thing that happened in a case, with who held which part of the service at that moment.

    No foreign keys on purpose: the ledger must survive whatever happens to the rows it tells of.
    Codes of force, unit and Area are stamped at the event and never rewritten.
    """

    id = models.UUIDField(primary_key=True, db_default=models.Func(function="uuidv7"), editable=False)
    case_id = models.BigIntegerField(help_text="Key of the case file")
    seq = models.IntegerField(help_text="Place in the case's hash chain, from 1", default=0)
    urn = models.CharField(max_length=14)
    type = models.CharField(max_length=60, help_text="<app>.<noun>_<past participle>")
    schema_version = models.SmallIntegerField(default=1)
    at = models.DateTimeField(help_text="When it happened")
    recorded_at = models.DateTimeField(help_text="When we learned it")
    source_system = models.CharField(max_length=40, default="tandem")
    source_ref = models.CharField(max_length=80, null=True, blank=True)  # noqa: DJ001 NULL means "ours"
    actor_org = models.CharField(max_length=10, help_text="police, cps, court or system")
    actor_role = models.CharField(max_length=30, blank=True)
    by_id = models.BigIntegerField(null=True, blank=True, help_text="Key of the person, never a name")
    suspect_ids = ArrayField(models.BigIntegerField(), default=list, help_text="Suspects it is about")
    holder = models.CharField(
        max_length=20,
        blank=True,
        help_text="Who holds those suspects from now on; empty where it does not change",
    )
    force = models.CharField(max_length=20)
    police_unit = models.CharField(max_length=30)
    cps_area = models.CharField(max_length=20)
    cps_unit = models.CharField(max_length=30, blank=True)
    hierarchy_version = models.CharField(max_length=20, blank=True)
    casework_type = models.CharField(max_length=20, blank=True)
    youth = models.BooleanField(default=False)
    corrects_id = models.UUIDField(null=True, blank=True, help_text="The event that this one replaces")
    voided = models.BooleanField(default=False, help_text="The corrected event never happened")
    void_reason = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, help_text="The payload, as its dataclass says")
    hash = models.BinaryField(help_text="SHA-256 over this row and the hash before it", default=b"")

    class Meta:
        ordering = ["case_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["case_id", "seq"], name="events_of_a_case_form_one_chain"),
            models.UniqueConstraint(
                fields=["source_system", "source_ref"],
                condition=Q(source_ref__isnull=False),
                name="an_event_from_elsewhere_arrives_once",
            ),
            models.CheckConstraint(condition=Q(seq__gte=1), name="no_event_stands_outside_its_chain"),
            models.CheckConstraint(
                condition=Q(voided=False) | Q(corrects_id__isnull=False), name="a_void_names_what_it_voids"
            ),
        ]
        indexes = [
            models.Index(fields=["type", "at"], name="event_by_type_and_time"),
            models.Index(
                fields=["corrects_id"], condition=Q(corrects_id__isnull=False), name="event_by_what_it_corrects"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("previous", "record")],
                func=CHAIN,
            ),
            pgtrigger.Trigger(
                name="append_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=REFUSE_CHANGE,
            ),
            pgtrigger.Trigger(
                name="never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func=REFUSE_CHANGE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.urn} {self.type}"


class NoticeKind(models.TextChoices):
    """What a notice is about, in the words by which people choose."""

    SENDING = "sending", "Sending and triage"
    REVIEW = "review", "Reviews and decisions"
    PLAN = "plan", "Action plans"
    QUESTION = "question", "Questions"
    CHARGE = "charge", "Charges"
    CONTEST = "contest", "Contests and escalations"
    QUALITY = "quality", "File quality"
    MATERIAL = "material", "Material"
    OTHER = "other", "Other"


class Notice(models.Model):
    """One line in somebody's notices: a link to a case, never its content."""

    event_id = models.UUIDField()
    recipient = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="notices")
    case_file = models.ForeignKey("casework.CaseFile", on_delete=models.CASCADE, related_name="notices")
    text = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=NoticeKind, default=NoticeKind.OTHER, db_default=NoticeKind.OTHER)
    urgent = models.BooleanField(default=False, db_default=False, help_text="Cannot wait for the next working day")
    mail_due_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="From when on a mail speaks of it; empty once one does, or where none is wanted",
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["event_id", "recipient"], name="one_notice_an_event")]
        indexes = [
            models.Index(
                fields=["mail_due_at", "recipient"], condition=Q(mail_due_at__isnull=False), name="notices_to_be_mailed"
            ),
            models.Index(fields=["recipient", "-at"], name="notices_of_a_person"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notices_not_read"),
        ]

    def __str__(self) -> str:
        return self.text
