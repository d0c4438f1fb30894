"""Conversation on a case: threads about one thing, each with its own clock, shared or kept to one agency."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.roles import Side
from casework.models.case_file import CaseFile
from casework.models.material import OPEN_MATERIAL, Material
from casework.models.sensitivity import known_to
from casework.models.suspect import Suspect
from casework.models.unused import OPEN_ITEM, UnusedItem


class Visibility(models.TextChoices):
    """Who can read a thread, chosen before the first word is typed and never widened."""

    SHARED = "shared", "Police and the CPS"
    OWN = "own", "My own agency only"


class ThreadState(models.TextChoices):
    """Where a question stands."""

    OPEN = "open", "Waiting for an answer"
    ANSWERED = "answered", "Answered, not accepted yet"
    ACCEPTED = "accepted", "Accepted"


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Narrowing threads; ask here before counting, listing, searching or exporting any."""

    def visible_to(self, user: User) -> "ThreadQuerySet":
        """Leave out the other agency's own threads, and those about things that the reader may not know of.

        Whose agency a reader is of is asked case by case: police of one force are nobody's own in another.
        The case itself is the caller's to check.
        """
        police = Q(side=Side.POLICE, case_file__force__in=user.organisation_ids(Side.POLICE))
        cps = Q(side=Side.CPS, case_file__cps_area__in=user.organisation_ids(Side.CPS))
        if user.direct_ids:
            cps |= Q(side=Side.CPS, case_file__handled_by__in=user.direct_ids)
        rows = self.filter(Q(visibility=Visibility.SHARED) | police | cps)
        material = Exists(Material.objects.filter(OPEN_MATERIAL, pk=OuterRef("material_id")))
        unused = Exists(UnusedItem.objects.filter(OPEN_ITEM, pk=OuterRef("unused_item_id")))
        about_open = (Q(material__isnull=True) | material) & (Q(unused_item__isnull=True) | unused)
        return known_to(rows, user, open_to_all=about_open)


class Thread(models.Model):
    """A question and what became of it: about the case, a suspect, a row of the standard, or one item."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="threads")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, null=True, blank=True, related_name="threads")
    requirement = models.CharField(max_length=40, blank=True, help_text="Code of a row of the file standard")
    material = models.ForeignKey(Material, on_delete=models.CASCADE, null=True, blank=True, related_name="threads")
    unused_item = models.ForeignKey(UnusedItem, on_delete=models.CASCADE, null=True, blank=True, related_name="threads")
    subject = models.CharField(max_length=120)
    visibility = models.CharField(max_length=10, choices=Visibility)
    side = models.CharField(max_length=10, choices=[(side.value, side.name) for side in Side], help_text="Who asked")
    state = models.CharField(max_length=10, choices=ThreadState, default=ThreadState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(help_text="When the last message came")
    waiting_for = models.CharField(
        max_length=10,
        choices=[(side.value, side.name) for side in Side],
        blank=True,
        db_default="",
        help_text="The agency that has to answer, or to accept the answer; empty once accepted",
    )
    waiting_since = models.DateTimeField(null=True, blank=True, help_text="Since when they are waited for")
    version = models.PositiveIntegerField(default=1)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ThreadState.ACCEPTED) | Q(accepted_at__isnull=False),
                name="an_accepted_thread_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state=ThreadState.ACCEPTED, waiting_for="", waiting_since__isnull=True)
                | Q(~Q(state=ThreadState.ACCEPTED), ~Q(waiting_for=""), waiting_since__isnull=False),
                name="an_open_thread_waits_for_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["case_file", "-last_at"], name="threads_of_a_case"),
            models.Index(fields=["waiting_for", "waiting_since"], condition=~Q(waiting_for=""), name="waiting_threads"),
        ]

    def __str__(self) -> str:
        return self.subject


class MessageAct(models.TextChoices):
    """What a message does to its thread."""

    ASK = "ask", "Asked"
    ANSWER = "answer", "Answered"
    COMMENT = "comment", "Commented"
    ACCEPT = "accept", "Accepted the answer"
    REOPEN = "reopen", "Asked again"


class Message(models.Model):
    """One message; never changed, never removed."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10, choices=MessageAct)
    side = models.CharField(max_length=10, choices=[(side.value, side.name) for side in Side])
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["thread", "number"]
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="messages_are_numbered_once")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} in “{self.thread}”"


class ThreadSeen(models.Model):
    """Up to when somebody has read a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="seen")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="a_reader_has_one_mark_a_thread")]

    def __str__(self) -> str:
        return f"{self.user} up to {self.seen_at}"
