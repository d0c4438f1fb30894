import pytest

from foundation.verdicts import Conflict, NotPermitted, Reason, Refused, Verdict

NO_STATEMENT = Reason("no_statement", "Add a statement.", "/statements/")


def test_nothing_against_it_means_allowed():
    assert Verdict.ok()
    assert Verdict.of().allowed
    Verdict.ok().require()


def test_a_refusal_carries_every_reason_once_and_in_order():
    both = Verdict.of(NO_STATEMENT) & Verdict.no("no_summary", "Sign the summary.") & Verdict.of(NO_STATEMENT)

    with pytest.raises(Refused) as caught:
        both.require()

    assert [reason.code for reason in caught.value.verdict.reasons] == ["no_statement", "no_summary"]
    assert str(caught.value) == "Add a statement. Sign the summary."


def test_permission_is_told_apart_from_the_state_of_things():
    with pytest.raises(NotPermitted, match="Not your force"):
        Verdict.no("other_force", "Not your force").require_permission()
    assert issubclass(Conflict, Refused)
    assert not issubclass(Conflict, NotPermitted)
