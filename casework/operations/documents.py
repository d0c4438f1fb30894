"""Documents that the service makes: ask for one here, a worker makes it, everybody downloads the same bytes.

For other parts of the service:

    documents.ask(
        case_file=case_file,
        form="mg6c",                        # at most 30 characters; a form's code, "receipt", …
        suspect=None,                       # or the one suspect that it is about
        inputs=Paper(                       # casework.rules.papers: what it says, all of it
            title="MG6C Schedule of unused non-sensitive material",
            handling="OFFICIAL-SENSITIVE",  # stands on every page
            introduction=["…"],
            sections=[Section(heading="…", facts=[Fact(label="…", value="…")], table=Grid(…))],
        ),
        sensitive=False,                    # True: known only to those who may see sensitive material
        by=user,
        at=now,
    )

It may be called inside another operation's transaction; then the document is asked for if that one
goes through. The inputs are fixed at that moment: what is typeset later is what was true then. The
reference of the case, the version number and a digest of the inputs are added by this module. Asking
again with the same inputs gives the document that is there already, and no new version. Nothing in the
case changes, so the ledger says nothing; whoever downloads is noted where they download.

Show them with `casework.queries.documents.documents_of(case_file, user, forms=["mg6c"])` and
`{% include "casework/_documents.html" with documents=… case_file=… only %}`; addresses are
`casework:document_download` and `casework:document_retry`, each with the case's slug and the key.
The bytes of a ready document are at `casework.queries.store.stored_path(document.sha256)`.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from casework import permissions
from casework.models import CaseFile, DocumentState, GeneratedDocument, Suspect
from casework.operations import building, store, typesetting
from casework.rules.papers import Paper
from foundation.periods import local_date
from foundation.verdicts import Refused, Verdict
from foundation.wording import day


@transaction.atomic
def ask(
    *,
    case_file: CaseFile,
    form: str,
    inputs: Paper,
    suspect: Suspect | None = None,
    sensitive: bool = False,
    by: User,
    at: datetime,
) -> GeneratedDocument:
    """Ask for a document and return it, queued, or the one that says exactly this already.

    Raises NotPermitted or Refused (merged); then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_make_document(by, case_file, sensitive=sensitive).require_permission()
    building.require_live(case_file)
    data = json.loads(json.dumps({**inputs.as_data(), "reference": case_file.reference}))
    last = GeneratedDocument.objects.filter(case_file=case_file, form=form, suspect=suspect).first()
    if last and last.inputs == data and last.sensitive == sensitive:
        return _queue_again(last) if last.state == DocumentState.FAILED else last
    return GeneratedDocument.objects.create(
        case_file=case_file,
        form=form,
        suspect=suspect,
        number=last.number + 1 if last else 1,
        sensitive=sensitive,
        inputs=data,
        requested_at=at,
        requested_by=by,
    )


@transaction.atomic
def retry(*, document: GeneratedDocument, by: User, at: datetime) -> GeneratedDocument:
    """Queue a document that could not be made once more. Raises NotPermitted or Refused; then nothing has changed.

    Who asked for it first, and when, stays as it was.
    """
    case_file = CaseFile.objects.lock(document.case_file)
    document = GeneratedDocument.objects.select_for_update().get(pk=document.pk)
    permissions.may_make_document(by, case_file, sensitive=document.sensitive).require_permission()
    if document.state != DocumentState.FAILED:
        message = f"Version {document.number} is not one that failed: it is {document.get_state_display().lower()}."
        raise Refused(Verdict.no("not_failed", message))
    return _queue_again(document)


def _queue_again(document: GeneratedDocument) -> GeneratedDocument:
    document.state, document.error = DocumentState.QUEUED, ""
    document.save(update_fields=["state", "error"])
    return document


@transaction.atomic
def make_next(*, at: datetime) -> GeneratedDocument | None:
    """Make the document that has waited longest and that nobody else is making; None where none waits.

    The row is held until the bytes are stored, so a worker that dies leaves it queued.
    """
    queued = GeneratedDocument.objects.filter(state=DocumentState.QUEUED).order_by("requested_at", "id")
    document = queued.select_for_update(of=("self",), skip_locked=True).first()
    if document is None:
        return None
    try:
        pdf = typesetting.typeset(_stamped(document))
    except typesetting.NotTypeset as failure:
        document.state, document.error = DocumentState.FAILED, str(failure)[:200]
    else:
        document.state, document.made_at = DocumentState.READY, at
        document.sha256, document.size = store.keep(pdf), len(pdf)
    document.save(update_fields=["state", "error", "made_at", "sha256", "size"])
    return document


def digest_of(inputs: Mapping[str, Any]) -> str:
    """SHA-256 over the inputs in one canonical spelling: the same words give the same digest, whoever asks."""
    canonical = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _stamped(document: GeneratedDocument) -> dict[str, Any]:
    asked = day(local_date(document.requested_at))  # Not today's: made again, it is the same bytes.
    stamp = f"Version {document.number}, made {asked} from content {digest_of(document.inputs)[:16]}"
    return {**document.inputs, "stamp": stamp}
