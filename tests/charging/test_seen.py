"""Decisions are about what was looked at: what others did meanwhile is shown, and pressing again is a new decision."""

import re

import pytest
from django.urls import reverse

from casework.models import CaseFlag
from casework.operations import building, seen
from casework.queries.meanwhile import done_by_others, done_since
from charging.lifecycle import ReviewType
from charging.models import Triage
from charging.operations import triage
from foundation.verdicts import Conflict
from tests import stories
from tests.clock import THURSDAY_9AM, WEDNESDAY_9AM
from tests.collisions import collide, sort_out


def hidden(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


@pytest.fixture
def at_the_gate(cast):
    return stories.prepared_case(cast)


@pytest.fixture
def gate(client, cast, at_the_gate):
    client.force_login(cast.supervisor)
    return reverse("charging:submission_sign_off", args=[at_the_gate.case_file.slug, at_the_gate.pk])


def flags(case_file, *codes, by, at=WEDNESDAY_9AM):
    building.set_flags(case_file=case_file, codes=set(codes), by=by, at=at)


def test_a_supervisor_sees_what_changed_before_signing_off_and_decides_again(client, cast, at_the_gate, gate):
    opened = hidden(client.get(gate).content.decode(), "seen")
    flags(at_the_gate.case_file, "hate", by=cast.builder)

    first = client.post(gate, {"comments": "Looks good to me.", "sign_off": "1", "seen": opened})

    html = first.content.decode()
    assert first.status_code == 422
    assert "What others did since you opened this page" in html
    assert "Bea Builder" in html
    assert "Looks good to me." in html
    at_the_gate.refresh_from_db()
    assert at_the_gate.sent_at is None

    again = client.post(gate, {"comments": "Still good.", "sign_off": "1", "seen": hidden(html, "seen")})
    assert again.status_code == 302
    at_the_gate.refresh_from_db()
    assert at_the_gate.sent_at is not None


def test_what_one_did_oneself_is_no_surprise(client, cast, at_the_gate, gate):
    opened = hidden(client.get(gate).content.decode(), "seen")
    flags(at_the_gate.case_file, "hate", by=cast.supervisor)
    answer = client.post(gate, {"comments": "My own addition.", "sign_off": "1", "seen": opened})
    assert answer.status_code == 302


@pytest.mark.parametrize("wrong", ["-1", "x", "9" * 40, "\u0663", ""])
def test_a_token_that_is_none_decides_nothing_by_mistake(client, at_the_gate, gate, wrong):
    answer = client.post(gate, {"comments": "", "sign_off": "1", "seen": wrong})
    assert answer.status_code == 422


def test_a_draft_of_a_decision_shows_what_happened_since(client, cast, at_the_gate, gate):
    opened = hidden(client.get(gate).content.decode(), "seen")
    client.post(gate, {"comments": "Nearly there", "seen": opened, "finish_later": "1"})
    flags(at_the_gate.case_file, "hate", by=cast.builder)

    html = client.get(gate).content.decode()

    assert "Nearly there" in html
    assert "What others did since you opened this page" in html
    assert int(hidden(html, "seen")) == int(opened) + 1


def test_a_prosecutor_is_shown_what_came_in_before_a_review_is_issued(client, cast):
    consultation = stories.accepted_case(cast)
    client.force_login(cast.prosecutor)
    root = reverse("charging:review", args=[consultation.case_file.slug, consultation.pk])
    sections = {"evidence": "Strong.", "public_interest": "It was planned.", "allocation": "Summary trial."}
    for code, text in sections.items():
        client.post(f"{root}sections/{code}/", {"version": 0, "text": text})
    client.post(f"{root}sections/disclosure/", {"version": 0, "considered": "on"})
    for suspect in consultation.submission.suspects.all():
        said = {"version": 0, "result": "charge_full", "rationale": "Clear footage."}
        said[f"offence_{suspect.offences.get().pk}"] = "as_proposed"
        typed = {f"suspect-{suspect.pk}-{name}": value for name, value in said.items()}
        client.post(f"{root}suspects/{suspect.number}/", typed)
    address = f"{root}check/"
    opened = client.get(address).content.decode()
    sheet = {name: hidden(opened, name) for name in ("seen", "digest")}
    flags(consultation.case_file, "hate", by=cast.builder, at=THURSDAY_9AM)

    first = client.post(address, sheet)
    html = first.content.decode()

    assert first.status_code == 422
    assert "What others did since you opened this page" in html
    assert "Clear footage." in html
    assert client.post(address, sheet | {"seen": hidden(html, "seen")}).status_code == 302


def test_who_was_faster_is_named_rather_than_what_changed(client, cast):
    sent = stories.submitted_case(cast)
    client.force_login(cast.assistant)
    address = reverse("charging:triage_accept", args=[sent.case_file.slug, sent.pk])
    opened = hidden(client.get(address).content.decode(), "seen")
    triage.accept(
        submission=sent,
        review_type=ReviewType.DAYS_28,
        casework_type="magistrates",
        by=cast.legal_manager,
        at=WEDNESDAY_9AM,
    )

    answer = client.post(address, {"review_type": ReviewType.DAYS_28, "casework_type": "magistrates", "seen": opened})

    html = answer.content.decode()
    assert "Lee Legal has triaged this file already" in html
    assert "What others did since you opened this page" in html
    assert Triage.objects.count() == 1


def test_sensitive_things_are_neither_counted_nor_told_to_who_may_not_know_of_them(cast):
    case_file = stories.opened_case(cast)
    everybody = done_by_others(case_file, cast.prosecutor).count()
    assert everybody == len(done_since(case_file, cast.prosecutor, seen=0))
    assert done_since(case_file, cast.prosecutor, seen=everybody) == []


@pytest.mark.django_db(transaction=True)
def test_a_decision_and_a_change_at_the_same_instant_never_both_count_as_seen(cast):
    case_file = stories.ready_case(cast)
    known = done_by_others(case_file, cast.supervisor).count()
    acts = [
        lambda: seen.knowing(
            case_file=case_file,
            seen=known,
            by=cast.supervisor,
            act=lambda: building.set_flags(case_file=case_file, codes={"death"}, by=cast.supervisor, at=WEDNESDAY_9AM),
        ),
        lambda: building.set_flags(
            case_file=case_file, codes={"hate"}, expected=set(), by=cast.builder, at=WEDNESDAY_9AM
        ),
    ]

    done, failed = sort_out(collide(case_file, *acts))

    assert len(done) == len(failed) == 1
    assert isinstance(failed[0], Conflict)
    assert CaseFlag.objects.filter(cleared_at__isnull=True).count() == 1


def test_flags_that_somebody_else_set_meanwhile_are_shown_and_mine_kept(client, cast):
    case_file = stories.opened_case(cast)
    client.force_login(cast.builder)
    address = reverse("casework:flags_edit", args=[case_file.slug])
    flags(case_file, "hate", by=cast.supervisor)

    answer = client.post(address, {"flags": ["death"], "version": ""})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Hate crime" in html
    assert 'id="meanwhile"' in html
    assert client.post(address, {"flags": ["death"], "version": hidden(html, "version")}).status_code == 302
    assert list(CaseFlag.objects.filter(cleared_at__isnull=True).values_list("code", flat=True)) == ["death"]
