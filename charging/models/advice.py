"""The advice that a completed review gives, sealed: a later version takes its place, none is ever changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from charging.models.review import Consultation

SEALED = "RAISE EXCEPTION 'Advice is sealed: % is refused', TG_OP;"


class Advice(models.Model):
    """One version of the advice of a review, in the words it was sealed with."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="advice")
    version = models.PositiveSmallIntegerField()
    content = models.TextField(help_text="Canonical JSON of all that it says")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the content")
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True, help_text="Why it takes the place of the version before it")

    class Meta:
        ordering = ["consultation", "-version"]
        verbose_name_plural = "advice"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "version"], name="versions_of_advice_are_numbered_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="an_advice_digest_has_its_shape"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="advice_that_takes_a_place_says_why"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="advice_is_never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=SEALED,
            ),
        ]

    def __str__(self) -> str:
        return f"Advice of {self.consultation}, version {self.version}"
