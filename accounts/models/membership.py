"""Who works where, as what, and who covers for them."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncDate

from accounts.models.organisation import Unit
from accounts.models.user import User
from accounts.roles import Role


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Narrowing memberships by date."""

    def current(self) -> "MembershipQuerySet":
        """Those in force on the database's own day, so that a change of role bites at the next request."""
        today = TruncDate(Now())
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), valid_from__lte=today)


class Membership(models.Model):
    """One role in one unit, from one day until another. A person may hold several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(role.value, role.definition.title) for role in Role])
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role", "valid_from"], name="one_membership_a_role"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {Role(self.role).definition.title} in {self.unit}"


class CoverQuerySet(models.QuerySet["Cover"]):
    """Narrowing cover by date."""

    def on(self, day: date) -> "CoverQuerySet":
        """Cover that is in force on a day, both ends included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, cancelled_at__isnull=True)


class Cover(models.Model):
    """One person looks after another's work between two days, both included."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="covered_by")
    covered_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="covers")
    starts_on = models.DateField()
    ends_on = models.DateField()
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cover_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(person=F("covered_by")), name="nobody_covers_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.covered_by} for {self.person}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Narrowing delegations by date."""

    def current(self) -> "DelegationQuerySet":
        """Those in force on the database's own day."""
        today = TruncDate(Now())
        return self.filter(starts_on__lte=today, ends_on__gte=today, ended_at__isnull=True)

    def on(self, day: date) -> "DelegationQuerySet":
        """Those in force on a local day, both ends included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, ended_at__isnull=True)


class Delegation(models.Model):
    """Sign-off for one police unit, lent to a named person between two days, both included."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="delegations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="delegations")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Set where it was ended early")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(person=F("given_by")), name="nobody_delegates_to_themselves"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="a_delegation_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_delegation_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.unit}"
