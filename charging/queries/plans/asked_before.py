"""What earlier action plans of a case asked for."""

from casework.models import CaseFile
from charging.models import ActionItem


def earlier_items(case_file: CaseFile) -> list[ActionItem]:
    """Every item that was ever asked for on a case, oldest first, in one query."""
    rows = ActionItem.objects.filter(plan__case_file=case_file).select_related("plan", "suspect")
    return list(rows.order_by("pk"))
