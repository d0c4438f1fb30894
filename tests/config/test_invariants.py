"""What must never be is found by its own reference, by the command and every night, a few lines of each sort."""

import logging

import pytest
from django.core.management import call_command

from casework.models import CaseFile, Suspect
from casework.operations import splitting
from casework.queries.store import stored_path
from config import invariants
from config.celery import app
from config.tasks import look_for_what_must_never_be
from tests import stories
from tests.clock import THURSDAY_9AM, TUESDAY_2PM, TUESDAY_9AM
from tests.unchanged import assert_in_step

pytestmark = pytest.mark.django_db


def refused(capsys, command, **options):
    with pytest.raises(SystemExit) as ended:
        call_command(command, **options)
    assert ended.value.code == 1
    return capsys.readouterr().err


@pytest.fixture
def part(cast):
    """A case that was split off another, and so has a suffix."""
    whole = stories.ready_case(cast)
    splitting.split_case(case_file=whole, suspects=[whole.suspects.get(number=2)], by=cast.builder, at=TUESDAY_9AM)
    return CaseFile.objects.get(urn=whole.urn, suffix="A")


def test_a_part_of_a_case_out_of_step_is_found_under_its_own_reference(part, capsys):
    Suspect.objects.filter(case_file=part).update(status="charged")

    said = refused(capsys, "check_invariants")
    assert f"{part.slug}: suspect 1 is “charged”" in said
    assert f"{part.urn}: suspect" not in said
    assert f"{part.slug}: suspect 1" in refused(capsys, "verify_ledger", urn=part.slug)
    call_command("verify_ledger", urn=part.urn)


def test_whoever_came_from_another_case_goes_on_in_step(cast, part):
    stories.send_to_supervisor(cast, part, at=TUESDAY_2PM)
    assert_in_step(TUESDAY_2PM)


def test_whoever_came_with_a_merged_case_goes_on_in_step(cast):
    rejected = stories.rejected_case(cast).case_file
    other = stories.ready_case(cast, urn=stories.a_urn(2), names=stories.NAMES[:1])
    splitting.merge_cases(leaving=other, into=rejected, by=cast.builder, at=THURSDAY_9AM)

    stories.send_to_supervisor(cast, stories.fresh(rejected), at=THURSDAY_9AM)

    assert_in_step(THURSDAY_9AM)


def test_no_check_names_a_case_without_its_suffix():
    for sql in invariants.CHECKS.values():
        assert "c.urn," not in sql


@pytest.fixture
def lost(cast):
    """A file that was sent, and whose sealed bytes are gone."""
    sent = stories.submitted_case(cast)
    stored_path(sent.manifest["file_sha256"]).unlink()
    return sent


def test_a_broken_seal_is_found_with_the_rest(lost, capsys):
    said = refused(capsys, "check_invariants")
    assert "What was sent is not what was sealed: 1" in said
    assert f"{lost.case_file.slug} submission {lost.pk}: the sealed file" in said


def test_every_night_what_was_found_is_written_to_the_log(lost, caplog):
    planned = app.conf.beat_schedule["look-for-what-must-never-be"]
    assert planned["task"] == look_for_what_must_never_be.name
    with caplog.at_level(logging.ERROR):
        assert look_for_what_must_never_be()
    assert f"{lost.case_file.slug} submission {lost.pk}: the sealed file" in caplog.text


def test_a_long_list_is_cut_but_counted(cast, monkeypatch):
    monkeypatch.setattr(invariants, "SHOWN", 1)
    stories.ready_case(cast)
    Suspect.objects.update(status="charged")
    drift = next(found for found in invariants.findings(at=TUESDAY_9AM) if found.title == "Status and ledger disagree")
    assert (drift.count, len(drift.lines)) == (2, 1)
