"""Charges beside what they should be, and the authorities that police will not use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from casework.models import CaseFile, OffenceCode
from charging import permissions
from charging.models import ChargeAmendment, ChargeRecord, Mismatch, MismatchState, Settlement, UnusedAuthority
from charging.permissions import disagreeing
from charging.queries.clocks.due import Due, due_by
from charging.rules.reconciliation import Pair, may_be_settled, side_by_side
from foundation.verdicts import Verdict

FINE = Verdict.ok()


@dataclass(frozen=True)
class MismatchPage:
    """One mismatch for one reader: `act` is what the reader can do now (explain, settle, amend), or empty."""

    mismatch: Mismatch
    pairs: Sequence[Pair]
    should_be: Sequence[OffenceCode]
    laid: Sequence[OffenceCode]
    others: Sequence[Mismatch]
    due: Due
    act: str
    verdict: Verdict

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.mismatch.state != MismatchState.SETTLED

    @property
    def offered(self) -> list[OffenceCode]:
        """Every offence that is on the page, each once."""
        return [pair.offence for pair in self.pairs]


def mismatches_of(case_file: CaseFile) -> list[Mismatch]:
    """Every mismatch of a case, oldest first."""
    rows = Mismatch.objects.filter(case_file=case_file).select_related(
        "suspect", "record__decision", "record__recorded_by", "amendment", "explained_by", "settled_by"
    )
    return list(rows.order_by("pk"))


def mismatch_page(mismatch: Mismatch, user: User, *, at: datetime) -> MismatchPage:
    """Read a mismatch of a case that the reader may see."""
    others = [each for each in mismatches_of(mismatch.case_file) if each.record_id == mismatch.record_id]
    should_be = what_it_should_be(mismatch, others)
    laid = what_was_laid(mismatch.record, mismatch.amendment)
    act, verdict = _act(mismatch, user, at)
    settled = mismatch.state == MismatchState.SETTLED
    return MismatchPage(
        mismatch=mismatch,
        pairs=side_by_side(should_be, laid),
        should_be=list(mismatch.should_be.all()) or should_be,
        laid=laid,
        others=[each for each in others if each.pk != mismatch.pk],
        due=Due() if settled else due_by(mismatch.due_at, at),
        act=act,
        verdict=verdict,
    )


def what_it_should_be(mismatch: Mismatch, others: Sequence[Mismatch]) -> list[OffenceCode]:
    """What the CPS said last before these charges were laid: the authority, or what was to be amended into."""
    if mismatch.amendment_id is None:
        return authorised_by(mismatch.record)
    before = [each for each in others if each.pk < mismatch.pk and each.settlement == Settlement.AMEND]
    return list(before[-1].should_be.order_by("code")) if before else authorised_by(mismatch.record)


def authorised_by(record: ChargeRecord) -> list[OffenceCode]:
    """What was authorised when police charged; nothing where nobody had decided."""
    if record.decision is None:
        return []
    return [charge.offence_code for charge in record.decision.charges.select_related("offence_code")]


def what_was_laid(record: ChargeRecord, amendment: ChargeAmendment | None) -> list[OffenceCode]:
    """What police charged: first, or with an amendment."""
    if amendment:
        return list(amendment.offences.order_by("code"))
    return [charge.offence_code for charge in record.charges.select_related("offence_code")]


def _act(mismatch: Mismatch, user: User, at: datetime) -> tuple[str, Verdict]:
    """What a reader can do now, and what stands in the way of that."""
    case_file, state = mismatch.case_file, mismatch.state
    if state == MismatchState.SETTLED:
        return "", FINE
    if permissions.may_record_charge(user, case_file) and state in {MismatchState.EXPLAIN, MismatchState.AMEND}:
        return ("explain" if state == MismatchState.EXPLAIN else "amend"), FINE
    if disagreeing.may_settle_mismatch(user, case_file) and state in {MismatchState.EXPLAIN, MismatchState.SETTLE}:
        return "settle", may_be_settled(mismatch, at=at)
    return "", FINE


def unused_of(case_file: CaseFile, pk: int) -> UnusedAuthority | None:
    """One authority of a case that police will not use; None where there is no such."""
    rows = UnusedAuthority.objects.filter(case_file=case_file)
    return rows.select_related("suspect", "said_by", "decided_by", "decision").filter(pk=pk).first()
