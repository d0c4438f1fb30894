"""Two people record custody, bail or a stream in the same instant: one wins, the other is told who did and when."""

import pytest

from casework.models import Bail, Detention, Ended, Extension, Rank
from casework.operations import bail, custody, extending
from charging.lifecycle import Stream
from charging.models import SuspectStream
from charging.operations import streams
from foundation.verdicts import Conflict
from foundation.wording import when
from tests import custody_acts, stories
from tests.clock import FRIDAY_2PM, WEDNESDAY_9AM
from tests.collisions import collide, sort_out
from tests.custody_acts import bail_of, detention_of, more_time
from tests.unchanged import assert_in_step

pytestmark = pytest.mark.django_db(transaction=True)


def one_winner(case_file, acts, at=FRIDAY_2PM):
    """Let acts of people collide; the other has to be told of the winner, by name."""
    done, refused = sort_out(collide(case_file, *(lambda by=by, do=do: do(by) for by, do in acts)))
    assert len(done) == len(refused) == 1
    assert isinstance(refused[0], Conflict)
    winner = next(by for by, _ in acts if by.pk == done[0].by_id)
    assert str(winner) in str(refused[0])
    assert when(at) in str(refused[0])
    assert_in_step(at)


def test_of_two_who_record_one_detention(cast):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.get(number=1)

    def detain(by):
        return custody.detain(suspect=suspect, relevant_at=FRIDAY_2PM, station="Guildford", by=by, at=FRIDAY_2PM)

    one_winner(case_file, [(cast.builder, detain), (cast.second_builder, detain)])

    assert Detention.objects.count() == 1


def test_of_one_who_extends_and_one_who_releases(cast):
    case_file = custody_acts.detained_case(cast)
    row = detention_of(case_file)
    common = {"detention": row, "expected_version": row.version, "at": FRIDAY_2PM}

    def extend(by):
        more = more_time("detention_extended", Rank.SUPERINTENDENT, FRIDAY_2PM)
        return extending.extend_detention(extension=more, by=by, **common)

    def release(by):
        return custody.release(ended=Ended.RUI, ended_at=FRIDAY_2PM, by=by, **common)

    one_winner(case_file, [(cast.builder, extend), (cast.second_builder, release)])

    assert Extension.objects.count() + Detention.objects.filter(ended=Ended.RUI).count() == 1


def test_of_two_who_grant_and_extend_bail(cast):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.get(number=1)

    def grant(by):
        return bail.grant_bail(suspect=suspect, granted_at=FRIDAY_2PM, by=by, at=FRIDAY_2PM)

    one_winner(case_file, [(cast.builder, grant), (cast.supervisor, grant)])
    row = bail_of(case_file)

    def extend(by):
        more = more_time("bail_inspector", Rank.INSPECTOR, FRIDAY_2PM)
        return extending.extend_bail(bail=row, extension=more, expected_version=row.version, by=by, at=FRIDAY_2PM)

    one_winner(case_file, [(cast.builder, extend), (cast.supervisor, extend)])

    assert (Bail.objects.count(), Extension.objects.count()) == (1, 1)


def test_of_both_agencies_that_change_one_stream(cast):
    sent = stories.submitted_case(cast)
    suspect = sent.case_file.suspects.get(number=1)
    version = SuspectStream.objects.get(suspect=suspect).version

    def change(by):
        return streams.change_stream(
            suspect=suspect,
            stream=Stream.GREEN_PRIORITY,
            reason="risk",
            expected_version=version,
            by=by,
            at=WEDNESDAY_9AM,
        )

    one_winner(sent.case_file, [(cast.builder, change), (cast.assistant, change)], at=WEDNESDAY_9AM)
