"""How each fact table is worked out from the ledger: one statement each, narrowed to cases or widened to all."""

from metrics.facts.escalations import ESCALATIONS
from metrics.facts.ledger import STEPS, FactTable, steps
from metrics.facts.open_months import OPEN_MONTHS
from metrics.facts.submissions import SUBMISSIONS
from metrics.facts.suspects import SUSPECTS

FACT_TABLES: tuple[FactTable, ...] = (SUSPECTS, SUBMISSIONS, OPEN_MONTHS, ESCALATIONS)

__all__ = ["ESCALATIONS", "FACT_TABLES", "OPEN_MONTHS", "STEPS", "SUBMISSIONS", "SUSPECTS", "FactTable", "steps"]
