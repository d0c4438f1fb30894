"""What must be true of every case at every moment of a walk."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.roles import Permission, Side
from casework import events
from casework.lifecycle import STATUSES, Holder, Status
from casework.models import CaseEvent, CaseFile, Material, OutboxEntry, Suspect, Thread, UnusedItem, Visibility
from charging.lifecycle import SubmissionState
from charging.models import Advice, Submission
from charging.queries.case.held import held_days
from charging.queries.clocks.facts import read
from charging.rules.clocks import clocks_of
from config.invariants import findings
from config.ledger_claims import queries
from foundation.periods import local_date
from tests.conftest import PEOPLE

BROKEN = """
SELECT count(*) FROM (
    SELECT hash, casework_event_digest(e, COALESCE(lag(hash) OVER (PARTITION BY case_id ORDER BY seq), ''::bytea))
           AS proper FROM casework_caseevent e) chain WHERE hash <> proper"""
OUT_OF_ORDER = """
SELECT count(*) FROM (SELECT seq, row_number() OVER (PARTITION BY case_id ORDER BY seq) AS place
                        FROM casework_caseevent) numbered WHERE seq <> place"""
DUE_BEFORE_IT_BEGAN = "SELECT kind, subject, since, due_at FROM casework_matter WHERE due_at < since"
FINISHED = {Holder.COURT, Holder.CLOSED}
OUTSIDERS = ("outsider", "outside_prosecutor", "direct_prosecutor")


def asked(sql):
    """The rows that a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@dataclass
class Remembered:
    """What was sealed or recorded once, as it was when it was seen first: it must stay so.

    `unclaimed` is what a story put there without an event.
    """

    known: dict = field(default_factory=dict)
    unclaimed: set = field(default_factory=set)

    def check(self):
        """Compare all of it with what is there now, and remember what came since."""
        now = self._read()
        for key, value in self.known.items():
            assert now.get(key) == value, f"{key} is not what it was"
        self.known = now

    @staticmethod
    def _read():
        sent = Submission.objects.filter(state=SubmissionState.SENT).values_list("pk", "manifest", "receipt")
        said = {("submission", pk): (repr(manifest), receipt) for pk, manifest, receipt in sent}
        advice = Advice.objects.values_list("pk", "content", "sha256", "sealed_by_id")
        said |= {("advice", pk): rest for pk, *rest in advice}
        ledger = CaseEvent.objects.values_list("pk", "hash", "case_id", "seq")
        return said | {("event", pk): (bytes(digest), *rest) for pk, digest, *rest in ledger}


def unclaimed():
    """What rows claim to have happened and no event tells."""
    return set(asked(" UNION ALL ".join(f"({claim})" for claim in queries())))


def check_everything(step, remembered):
    """Hold every case to what must be true after each step that changed something."""
    found = [finding for finding in findings(at=step.at) if finding.title != "Owed for more than an hour"]
    assert not found, found
    assert asked(BROKEN) == asked(OUT_OF_ORDER) == [(0,)]
    early = asked(DUE_BEFORE_IT_BEGAN)
    assert not early, early
    remembered.check()
    check_holders(step)
    check_clocks()
    check_sight(step, {*OUTSIDERS, step.name} - {""})


def check_holders(step):
    """Exactly one holder at each instant, and the days with police, with the CPS and with neither add up."""
    ledger = {case: list(events.ledger(case)) for case in CaseFile.objects.all()}
    for suspect in Suspect.objects.select_related("case_file").order_by("pk"):
        rows = ledger[suspect.case_file]
        told = [(Holder(row.holder), row.at, row.type) for row in rows if row.holder and suspect.pk in row.suspect_ids]
        if not told:
            continue
        assert told[-1][0] == STATUSES[Status(suspect.status)].holder, (suspect, told)
        times = [at for _, at, _ in told]
        assert times == sorted(times), f"holders of {suspect} are not told in the order of time: {told}"
        _check_days(suspect, rows, told, local_date(step.at))


def _check_days(suspect, rows, told, today):
    received = next((place for place, each in enumerate(told) if each[2] == "charging.submission_received"), None)
    held = held_days(suspect, rows, today=today)
    assert held.police >= 0
    assert held.cps >= 0
    if received is None:
        assert held.police + held.cps == 0
        return
    since = [*told[received:], (None, None, None)]
    nobody = sum(
        ((local_date(after[1]) if after[1] else today) - local_date(at)).days
        for (holder, at, _), after in pairwise(since)
        if holder in FINISHED
    )
    assert held.police + held.cps + nobody == (today - local_date(told[received][1])).days


def check_clocks():
    """No clock runs out before it began."""
    for row in read(list(CaseFile.objects.order_by("pk").values_list("pk", flat=True))):
        for clock in clocks_of(row.facts):
            assert clock.deadline is None or clock.deadline >= clock.began, clock


def may_see(name, case):
    """Who sees a case: its force; its CPS Area once it was sent anything; CPS Direct while it has it."""
    _, role, unit = PEOPLE[name]
    if role.definition.side is Side.POLICE:
        return case.force.code == unit[:2]
    if unit.startswith("cps-direct"):
        return case.handled_by is not None
    return case.first_submitted_at is not None and unit == f"{case.cps_area.code}-mc"


def check_sight(step, names):
    """Nobody sees a case that is not theirs, and everybody sees those that are."""
    every = list(CaseFile.objects.select_related("force", "cps_area", "handled_by"))
    for name in names:
        seen = set(CaseFile.objects.visible_to(getattr(step.cast, name)).values_list("pk", flat=True))
        assert seen == {case.pk for case in every if may_see(name, case)}, name


def check_owed(before):
    """Every event since is owed to every subscriber, or was delivered."""
    fresh = CaseEvent.objects.exclude(pk__in=before).values_list("pk", flat=True)
    owed = OutboxEntry.objects.filter(event_id__in=fresh).values_list("event_id", "subscriber")
    assert sorted(owed) == sorted((key, name) for key in fresh for name in events.SUBSCRIBERS)


def check_at_the_end(step, remembered):
    """What costs more: nobody knows of sensitive things who may not, keys lead somewhere, what is sealed is shut."""
    found = unclaimed() - remembered.unclaimed
    assert not found, found
    check_sight(step, PEOPLE)
    for name, (_, role, _) in PEOPLE.items():
        person = getattr(step.cast, name)
        if Permission.SEE_SENSITIVE not in role.definition.permissions:
            assert not Material.objects.visible_to(person).filter(sensitive=True).exists()
            assert not UnusedItem.objects.visible_to(person).filter(sensitive=True).exists()
        theirs = Thread.objects.visible_to(person).filter(visibility=Visibility.OWN)
        assert set(theirs.values_list("side", flat=True)) <= {role.definition.side}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    shut(Submission.objects.filter(state=SubmissionState.SENT), receipt="AAAA")
    shut(Advice.objects.all(), content="{}")
    shut(CaseEvent.objects.all(), at=step.at - timedelta(days=1))


def shut(rows, **changes):
    """Fail where a sealed row lets itself be changed."""
    if rows.exists():
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changes)
