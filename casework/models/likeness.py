"""Cases that may be one: near matches as questions, with what somebody answered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.case_file import CaseFile


class Ground(models.TextChoices):
    """What makes two cases look alike."""

    URN = "urn", "Almost the same URN"
    PERSON = "person", "The same suspect"
    DOCUMENT = "document", "The same document"


class LikenessAnswer(models.TextChoices):
    """What somebody said when asked."""

    NOT_ANSWERED = "", "Not answered yet"
    DIFFERENT = "different", "A different case"
    SAME = "same", "The same case"
    LINKED = "linked", "Another case that belongs with it"


class Likeness(models.Model):
    """One question: may these two case files be about the same thing?"""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="+")
    ground = models.CharField(max_length=10, choices=Ground)
    found_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=LikenessAnswer, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["case_file", "id"]
        verbose_name_plural = "likenesses"
        constraints = [
            models.UniqueConstraint(fields=["case_file", "other", "ground"], name="a_likeness_is_asked_once"),
            models.CheckConstraint(condition=~Q(case_file=F("other")), name="no_case_is_like_itself"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answered_likeness_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_file} and {self.other}: {self.get_ground_display()}"
