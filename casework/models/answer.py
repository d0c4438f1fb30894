"""Answers: what the file says on each question of the forms, asked once and used wherever it belongs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.case_file import CaseFile
from casework.models.history import kept_history
from casework.models.person import Person
from casework.models.suspect import Suspect


class AnswerState(models.TextChoices):
    """Four values, never one blank: no row at all means that nobody has answered yet."""

    GIVEN = "given", "Answered"
    NONE = "none", "None"
    NOT_APPLICABLE = "not_applicable", "Does not apply"
    UNKNOWN = "unknown", "Not known"


@kept_history("state", "value", confirmed=True)
class Answer(models.Model):
    """One answer about a case, a suspect or a person. `value` is text: dates as ISO days, choices by code."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="answers")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    question = models.CharField(max_length=60, help_text="Code of the question in the catalogue of forms")
    state = models.CharField(max_length=20, choices=AnswerState)
    value = models.TextField(blank=True)
    changed_at = models.DateTimeField(help_text="When it was last answered or confirmed")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["case_file", "question", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "question", "suspect", "person"],
                nulls_distinct=False,
                name="a_question_is_answered_once_about_a_thing",
            ),
            models.CheckConstraint(
                condition=Q(state=AnswerState.GIVEN, value__gt="") | (~Q(state=AnswerState.GIVEN) & Q(value="")),
                name="only_a_given_answer_has_a_value",
            ),
            models.CheckConstraint(
                condition=Q(suspect__isnull=True) | Q(person__isnull=True), name="an_answer_is_about_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value or self.get_state_display()}"
