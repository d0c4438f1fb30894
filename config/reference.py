"""Drawing docs/reference from the code, so that the pages cannot say anything else."""

from collections.abc import Callable, Mapping
from dataclasses import fields

from accounts.roles import DESCRIPTIONS, ROLES, Permission
from casework import events as casework_events
from casework.lifecycle import STATUSES, TRANSITIONS, Status
from charging import events as charging_events
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric

HEAD = "<!-- Drawn from the code by `make docs`; `make check` compares. Do not edit. -->\n\n"
LEDGERS = (casework_events, charging_events)


def lifecycle() -> str:
    """The life of a suspect: a diagram of every legal move, then who holds the file in each status."""
    lines = ["# The life of a suspect in a case", "", "```mermaid", "stateDiagram-v2", "    [*] --> building"]
    for move in TRANSITIONS:
        for source in sorted(move.sources):
            lines.append(f"    {source.value} --> {move.target.value}: {move.name}")
    lines += ["```", "", "| Status | Held by | Police read | CPS reads |", "|---|---|---|---|"]
    for status in Status:
        words = STATUSES[status]
        lines.append(f"| `{status.value}` | {words.holder.value} | {words.police} | {words.cps} |")
    return "\n".join(lines) + "\n"


def permissions() -> str:
    """The matrix of roles and what each may do."""
    titles = [definition.title for definition in ROLES.values()]
    lines = [
        "# Who may do what",
        "",
        "Where a role counts is decided by its unit: police for their own force's cases, CPS for cases sent to",
        "their own Area. What is not visible is answered with 404, what is refused with 403 and the reason.",
        "",
        f"| Permission | What it allows | {' | '.join(titles)} |",
        "|---|---|" + ":-:|" * len(titles),
    ]
    for permission in Permission:
        marks = ["yes" if permission in role.permissions else "" for role in ROLES.values()]
        lines.append(f"| `{permission.value}` | {DESCRIPTIONS[permission]} | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


def events() -> str:
    """Every type of event: its code in the measures, what it says, whom it gives the file to, its fields."""
    assert all(LEDGERS)
    lines = [
        "# What the ledger can say",
        "",
        "| Event | Code | The timeline says | Holder from then on | Payload |",
        "|---|---|---|---|---|",
    ]
    for name, payload in casework_events.REGISTRY.items():
        said = ", ".join(f"`{field.name}`" for field in fields(payload))
        holder = payload.holder.value if payload.holder else ""
        if payload.holder_after is not casework_events.Payload.holder_after:
            holder = "by its result"
        lines.append(f"| `{name}` | {payload.code} | {payload.says} | {holder} | {said} |")
    return "\n".join(lines) + "\n"


def metrics() -> str:
    """The catalogue of shared measures, in the words of each declaration."""
    lines = ["# The shared measures", ""]
    for metric in CATALOGUE:
        lines += [f"## {metric.title} (`{metric.id}`)", "", metric.definition, ""]
        lines += [f"- {label}: {text}" for label, text in _says(metric)]
        lines.append("")
    return "\n".join(lines)


def _says(metric: Metric) -> list[tuple[str, str]]:
    return [
        ("Stage and unit", f"{metric.stage}, {metric.unit}"),
        ("Numerator", metric.numerator_says),
        ("Denominator", metric.denominator_says),
        ("Clock", f"{metric.clock_says} ({metric.whose_clock})"),
        ("Counted for", metric.attribution.says),
        ("Good direction", metric.direction.value),
        ("Published equivalent", metric.published_equivalent),
        ("Exclusions", "; ".join(metric.exclusions) or "none"),
        ("Cautions", " ".join(metric.cautions)),
        ("Read beside", ", ".join(f"`{other}`" for other in metric.counterweights)),
        ("Version", f"{metric.version}, in force from {metric.effective_from.isoformat()}; owner: {metric.owner}"),
    ]


PAGES: Mapping[str, Callable[[], str]] = {
    "lifecycle.md": lifecycle,
    "permissions.md": permissions,
    "events.md": events,
    "metrics.md": metrics,
}
