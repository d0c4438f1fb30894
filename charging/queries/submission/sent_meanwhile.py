"""Whether anything of a file is still to be sent, or somebody sent it while another was about to."""

from casework.lifecycle import SEND_TO_SUPERVISOR
from casework.models import CaseFile
from charging.lifecycle import SubmissionState
from charging.models import Submission
from foundation.verdicts import Verdict
from foundation.wording import when


def not_sent_meanwhile(case_file: CaseFile) -> Verdict:
    """Say whether police can send any suspect; otherwise who sent the file last, and where it is."""
    suspects = list(case_file.suspects.order_by("number"))
    if not suspects or any(SEND_TO_SUPERVISOR.check([each]).allowed for each in suspects):
        return Verdict.ok()
    last = Submission.objects.filter(case_file=case_file).select_related("prepared_by", "supervised_by").last()
    if last is None or last.state == SubmissionState.RETURNED:
        return SEND_TO_SUPERVISOR.check(suspects)
    said = f"{last.prepared_by} sent this file to a supervisor, {when(last.prepared_at)}."
    if last.sent_at:
        said = f"{said} {last.supervised_by or last.prepared_by} submitted it to the CPS, {when(last.sent_at)}."
    return Verdict.no("already_done", said)
