"""The documents made from a case that a reader may know of, newest version first."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from accounts.models import User
from casework.models import CaseFile, GeneratedDocument


def file_name(document: GeneratedDocument) -> str:
    """What a document is called where somebody saves it."""
    return f"{document.case_file.slug}-{document.form}-v{document.number}.pdf"


def documents_of(
    case_file: CaseFile, user: User, *, forms: Collection[str] | None = None
) -> QuerySet[GeneratedDocument]:
    """The documents of one case, or those of some forms: each with `title` and `handling`, but not all it says."""
    rows = GeneratedDocument.objects.visible_to(user).filter(case_file=case_file)
    if forms is not None:
        rows = rows.filter(form__in=forms)
    said = {name: KeyTextTransform(name, "inputs") for name in ("title", "handling")}
    titled = rows.annotate(**said).defer("inputs")
    return titled.select_related("suspect", "requested_by").order_by("-requested_at", "-id")
