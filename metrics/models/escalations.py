"""Escalations as they are counted: step by step, worked out from the ledger alone."""

from django.db import models

from metrics.models.facts import Segment


class StepOutcome(models.TextChoices):
    """What came of one step of the ladder; what the CPS answered counts before what became of it later."""

    OPEN = "open", "Not answered yet"
    CHANGED = "changed", "Changed"
    IN_PART = "partly", "Agreed in part"
    STANDS = "stands", "Stands"
    GONE_ON = "gone_on", "Not answered before it went to the next step"
    WITHDRAWN = "withdrawn", "Ended by police before it was answered"
    OVERTAKEN = "overtaken", "Overtaken before it was answered: it was decided again otherwise"


class FactEscalation(models.Model):
    """One step of one escalation, with the codes stamped when police raised it."""

    case_id = models.BigIntegerField()
    escalation_id = models.TextField()
    step = models.IntegerField()
    urn = models.CharField(max_length=14)
    casework_type = models.CharField(max_length=20)
    youth = models.BooleanField()
    about = models.TextField(help_text="decision, rejection or action_plan")
    segment = models.CharField(
        max_length=12, choices=Segment, help_text="By the last receipt before the step was raised"
    )
    raised_on = models.DateField()
    ended_on = models.DateField(null=True, help_text="When it was answered, or nobody waited for an answer any more")
    outcome = models.CharField(max_length=12, choices=StepOutcome)
    days = models.IntegerField(null=True, help_text="From raising to the end")
    in_time = models.BooleanField(null=True, help_text="Unknown where it was not answered")
    force = models.CharField(max_length=20)
    police_unit = models.CharField(max_length=30)
    cps_area = models.CharField(max_length=20)
    cps_unit = models.CharField(max_length=30)

    class Meta:
        ordering = ["case_id", "escalation_id", "step"]
        constraints = [
            models.UniqueConstraint(fields=["case_id", "escalation_id", "step"], name="one_fact_a_step"),
        ]
        indexes = [models.Index(fields=["raised_on"], name="escalation_fact_by_month")]

    def __str__(self) -> str:
        return f"{self.urn} escalation {self.escalation_id} step {self.step}"
