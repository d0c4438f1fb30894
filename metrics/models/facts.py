"""What is counted. Every row is worked out from the ledger alone, by the statement in metrics/facts.

Days are differences of London dates. Codes are those stamped on the event that the column names.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Segment(models.TextChoices):
    """Custody basis at the receipt that starts the clock, in the parts that must never be mixed."""

    ALL = "all", "Everybody"
    CUSTODY = "custody", "In police custody"
    NOT_CUSTODY = "not_custody", "Not in custody"
    UNKNOWN = "unknown", "Custody basis not stated"


class Outcome(models.TextChoices):
    """How the pre-charge stage of a suspect ended; empty while it has not."""

    CHARGE = "charge", "Charge authorised"
    NFA_EVIDENTIAL = "nfa_evidential", "No further action: evidential"
    NFA_PUBLIC_INTEREST = "nfa_public_interest", "No further action: public interest"
    OOCD = "oocd", "Out-of-court disposal"
    ADMIN_FINALISED = "admin_finalised", "Closed without a decision"
    OTHER = "other", "Charged by police without a decision"


class Contested(models.TextChoices):
    """What came of a contest of a rejection; empty where nobody contested it."""

    __empty__ = "Not contested"
    OPEN = "open", "Contested, not yet decided"
    UPHELD = "upheld", "Upheld: the rejection stands"
    OVERTURNED = "overturned", "Overturned: the file was accepted"
    OVERTAKEN = "overtaken", "Overtaken: the file went on before it was decided"


class FactSuspect(models.Model):
    """One suspect in one case that the CPS has received."""

    case_id = models.BigIntegerField()
    suspect_id = models.BigIntegerField()
    urn = models.CharField(max_length=14)
    casework_type = models.CharField(max_length=20, help_text="At first receipt")
    youth = models.BooleanField(help_text="At first receipt")
    custody_basis = models.CharField(max_length=20, help_text="At first receipt; empty where not stated")
    segment = models.CharField(max_length=12, choices=Segment)
    first_received_at = models.DateTimeField()
    first_received_on = models.DateField()
    first_charging_received_on = models.DateField(null=True)
    first_advice_received_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, help_text="The one that stands; empty while open")
    outcome_at = models.DateTimeField(null=True)
    outcome_on = models.DateField(null=True)
    authorised_on = models.DateField(null=True, help_text="The day of the outcome where that is a charge")
    charged_on = models.DateField(null=True, help_text="When police laid the charge")
    days_total = models.IntegerField(null=True, help_text="First receipt to outcome; never paused")
    days_with_police = models.IntegerField(null=True, help_text="Of these, days in which the CPS did not hold the file")
    days_with_cps = models.IntegerField(null=True, help_text="Of these, days in which the CPS held the file")
    consultations = models.IntegerField(help_text="Reviews by a prosecutor up to the outcome")
    oddities = models.IntegerField(help_text="Events in an order that should not occur")
    receipt_force = models.CharField(max_length=20)
    receipt_police_unit = models.CharField(max_length=30)
    receipt_cps_area = models.CharField(max_length=20)
    receipt_cps_unit = models.CharField(max_length=30)
    outcome_force = models.CharField(max_length=20)
    outcome_police_unit = models.CharField(max_length=30)
    outcome_cps_area = models.CharField(max_length=20)
    outcome_cps_unit = models.CharField(max_length=30)
    reopened = models.IntegerField(
        default=0, db_default=0, help_text="How often it was reopened after it was closed without a decision"
    )

    class Meta:
        ordering = ["case_id", "suspect_id"]
        constraints = [
            models.UniqueConstraint(fields=["case_id", "suspect_id"], name="one_fact_a_suspect_in_a_case"),
            models.CheckConstraint(
                condition=Q(days_total__isnull=True) | Q(days_total=F("days_with_police") + F("days_with_cps")),
                name="police_days_and_cps_days_make_the_total",
            ),
        ]
        indexes = [
            models.Index(fields=["first_received_on"], name="suspect_fact_by_receipt"),
            models.Index(fields=["outcome_on", "outcome"], name="suspect_fact_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.urn} suspect {self.suspect_id}"


class FactSubmission(models.Model):
    """One submission that the CPS received or triaged, with the codes stamped at triage, else at receipt."""

    case_id = models.BigIntegerField()
    submission_id = models.TextField()
    urn = models.CharField(max_length=14)
    casework_type = models.CharField(max_length=20)
    youth = models.BooleanField()
    purpose = models.TextField()
    is_first = models.BooleanField(help_text="The first submission of the file")
    custody_basis = models.TextField()
    segment = models.CharField(max_length=12, choices=Segment)
    received_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)
    triaged_at = models.DateTimeField(null=True)
    triaged_on = models.DateField(null=True)
    accepted = models.BooleanField(
        null=True, help_text="As it stands: unknown while not triaged, or when withdrawn; overturned counts as accepted"
    )
    accepted_at_triage = models.BooleanField(null=True, help_text="What triage said, before police contested anything")
    reason_codes = ArrayField(models.TextField(), help_text="Why it was rejected")
    turnaround_hours = models.IntegerField(null=True, help_text="Whole hours from receipt to triage")
    turnaround_working_days = models.IntegerField(null=True, help_text="The working day after receipt is day 1")
    oddities = models.IntegerField(help_text="Triaged before it was received, or never received")
    force = models.CharField(max_length=20)
    police_unit = models.CharField(max_length=30)
    cps_area = models.CharField(max_length=20)
    cps_unit = models.CharField(max_length=30)
    contest = models.CharField(
        max_length=12, choices=Contested, blank=True, default="", db_default="", help_text="As it stands"
    )
    contested_on = models.DateField(null=True)
    contest_settled_on = models.DateField(null=True, help_text="When it was first decided, or overtaken")

    class Meta:
        ordering = ["case_id", "submission_id"]
        constraints = [
            models.UniqueConstraint(fields=["case_id", "submission_id"], name="one_fact_a_submission"),
        ]
        indexes = [
            models.Index(fields=["triaged_on"], name="submission_fact_by_triage"),
            models.Index(fields=["received_on"], name="submission_fact_by_receipt"),
            models.Index(
                fields=["contest_settled_on"],
                condition=Q(contest_settled_on__isnull=False),
                name="submission_fact_by_contest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.urn} submission {self.submission_id}"


class FactOpenMonth(models.Model):
    """One received suspect without a decision at the end of a month; for the present month, as things stand."""

    case_id = models.BigIntegerField()
    suspect_id = models.BigIntegerField()
    month = models.DateField(help_text="The first of the month")
    stated_on = models.DateField(help_text="Last day of the month, or the day on which this was worked out")
    standing = models.BooleanField(help_text="Of the present month, so it ages from day to day")
    urn = models.CharField(max_length=14)
    casework_type = models.CharField(max_length=20)
    youth = models.BooleanField()
    segment = models.CharField(max_length=12, choices=Segment)
    holder = models.CharField(max_length=20, help_text="police or cps")
    first_received_on = models.DateField()
    held_since = models.DateField(help_text="Start of the present holder's spell")
    age_days = models.IntegerField(help_text="From first receipt")
    held_days = models.IntegerField(help_text="From the start of the present spell")
    force = models.CharField(max_length=20)
    police_unit = models.CharField(max_length=30)
    cps_area = models.CharField(max_length=20)
    cps_unit = models.CharField(max_length=30)

    class Meta:
        ordering = ["case_id", "suspect_id", "month"]
        constraints = [
            models.UniqueConstraint(fields=["case_id", "suspect_id", "month"], name="open_once_a_month"),
        ]
        indexes = [
            models.Index(fields=["month", "case_id", "id"], name="open_fact_by_month"),
            models.Index(fields=["stated_on"], condition=Q(standing=True), name="open_fact_to_restate"),
        ]

    def __str__(self) -> str:
        return f"{self.urn} suspect {self.suspect_id} open in {self.month:%Y-%m}"
