"""The shape of the code, held by the build: each rule is a sentence from the conventions."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import CheckConstraint

from casework.events import REGISTRY
from casework.lifecycle import STATUSES, TRANSITIONS, Status
from metrics.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "casework", "charging", "metrics")
SOURCES = (*APPS, "config", "web", "foundation")
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "services.py", "constants.py", "signals.py"}


def source_files(*folders: str) -> Iterator[Path]:
    """Every source file of the folders, migrations apart."""
    for folder in folders or SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_no_file_has_a_name_that_says_nothing():
    assert [path for path in source_files() if path.name in FORBIDDEN_NAMES] == []


def test_no_function_is_longer_than_forty_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in source_files()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > 40
    ]
    assert long == []


def test_no_source_file_is_longer_than_250_lines():
    def lines(path: Path) -> int:
        return len(path.read_text(encoding="utf-8").splitlines())

    assert [f"{path.relative_to(ROOT)}: {lines(path)}" for path in source_files() if lines(path) > 250] == []


WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
NOT_MODELS = {"cache", "hashlib", "digest", "kwargs", "context", "data", "session", "query", "attrs", "ready"}


def model_writes(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            target = ast.unparse(node.func.value)
            if ".objects" in target or (node.func.attr in {"save", "delete"} and "." not in target):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {target}.{node.func.attr}"


def test_only_operations_and_the_ledger_write_to_the_database():
    allowed = ("operations", "events/recording.py", "user.py", "history")
    found = [
        write
        for path in source_files(*APPS, "web")
        if not any(part in str(path.relative_to(ROOT)) for part in allowed)
        for write in model_writes(path)
    ]
    assert found == []


def test_the_domain_never_sends_a_task():
    found = [
        str(path.relative_to(ROOT))
        for path in source_files(*APPS)
        if "tasks" not in path.name and re.search(r"\.(delay|apply_async|delay_on_commit)\(", path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize("app", ["accounts", "casework", "charging"])
def test_public_operations_are_keyword_only_and_take_by_and_at(app):
    # Reference data, the demo world, relaying and forgetting what the ledger owes, what a night found: nobody's act.
    not_somebodys_act = {
        "keep",
        "knowing",
        "load",
        "load_editions",
        "load_reasons",
        "advance",
        "employ",
        "deliver",
        "prune",
        "make_next",
    }
    wrong = []
    for path in source_files(f"{app}/operations"):
        atomic = [
            node
            for node in tree(path).body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)
            and node.name not in not_somebodys_act
        ]
        for node in atomic:
            names = {argument.arg for argument in node.args.kwonlyargs}
            if node.args.args or not {"by", "at"} <= names:
                wrong.append(f"{path.relative_to(ROOT)} {node.name}")
    assert wrong == []


def test_every_status_can_be_reached_and_has_a_holder_and_words():
    reached = {move.target for move in TRANSITIONS} | {Status.BUILDING}
    assert reached == set(Status) == set(STATUSES)


def test_every_status_is_assigned_only_by_a_transition():
    assignments = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in source_files(*APPS)
        if path.name != "lifecycle.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "status"
    ]
    assert assignments == []


def test_event_names_are_an_app_a_noun_and_a_past_participle():
    shape = re.compile(r"^(casework|charging)\.[a-z]+(_[a-z]+)+$")
    assert [name for name in REGISTRY if not shape.match(name)] == []


def imported(paths: Iterable[Path]) -> set[str]:
    """Every dotted name that these files import."""
    names = set()
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("app", APPS)
def test_every_operations_file_has_its_tests_or_is_called_by_one_or_is_part_of_another(app):
    known = imported([*(ROOT / "tests").rglob("*.py"), *source_files(f"{app}/operations")])
    untested = [
        path.stem
        for path in source_files(f"{app}/operations")
        if path.stem != "__init__"
        and f"{app}.operations.{path.stem}" not in known
        and not (ROOT / "tests" / app / f"test_{path.stem}.py").exists()
    ]
    assert untested == []


def test_every_metric_is_named_in_a_test():
    words = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "metrics").glob("*.py"))
    assert [metric.id for metric in CATALOGUE if metric.id not in words] == []


def test_every_metric_file_is_registered_once_under_its_own_name():
    files = {path.stem.replace("_", "-") for path in (ROOT / "metrics" / "catalogue").glob("*.py")} - {"--init--"}
    ids = [metric.id for metric in CATALOGUE]
    assert sorted(ids) == sorted(files)
    assert len(ids) == len(set(ids))


def test_no_migration_has_an_automatic_name():
    names = [path.stem for app in APPS for path in (ROOT / app / "migrations").glob("[0-9]*.py")]
    assert names
    assert [name for name in names if "_auto_" in name] == []


def test_a_time_and_the_person_who_acted_stand_or_fall_together():
    """Every nullable `x_by` with an `x_at` beside it is tied to it by a check constraint."""
    loose = []
    for model in apps.get_models():
        if model._meta.app_label not in APPS or model.__name__.endswith("Before"):  # snapshots of rows that are tied
            continue
        names = {field.name: field for field in model._meta.get_fields() if hasattr(field, "null")}
        for name, field in names.items():
            pair = name.removesuffix("_by") + "_at"
            if name.endswith("_by") and field.null and pair in names:
                conditions = [str(c.condition) for c in model._meta.constraints if isinstance(c, CheckConstraint)]
                if not any(name in text and pair in text for text in conditions):
                    loose.append(f"{model.__name__}.{name}")
    assert loose == []


def test_the_readme_names_only_targets_that_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.M))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / "README.md").read_text(), flags=re.M))
    assert named <= targets
    assert {"run", "test"} <= named


def test_lock_files_name_no_address():
    for name in ("requirements.lock", "requirements-service.lock", "package-lock.json"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in re.sub(r'"(url|homepage|funding)": ?"[^"]*"', "", text), name


DAY_OR_HOUR = {"days", "hours", "weeks"}
PARTS_OF_A_DATE = {"year", "month", "day"}
NO_DUE_DATES = {
    "accounts/operations/sessions.py": "how long somebody stays signed in",
    "accounts/operations/tokens.py": "how long a token of the API works",
    "casework/models/outbox.py": "when a delivery is tried again",
    "casework/operations/drafts.py": "how long drafts are kept",
    "casework/operations/links.py": "when a link is looked at again",
    "casework/operations/outbox.py": "how long what was delivered is kept",
    "casework/operations/uploads.py": "how long parts of an upload are kept",
    "casework/operations/mail_keeping.py": "how long mails are kept, and when one is tried again",
    "casework/rules/likeness.py": "how old a case may be that is compared with a new one",
    "charging/queries/allocation/workload.py": "from which Monday on weeks are counted",
    "charging/queries/plans/chasing.py": "how far ahead plans are read for a reminder; when it is sent, limits say",
    "web/dates.py": "the example in a hint, a day that nothing is due by",
}
"""Where lengths of hours and days may stand outside foundation/, and why none of them is a due date."""
SYNTHETIC = ("config/demo/", "config/history/", "config/management/commands/seed_")
"""Stories that go on by so many days: nothing is due by them."""


def is_date_arithmetic(node: ast.AST) -> bool:
    """Whether a call makes a length of hours or days, or puts a date together out of parts of another."""
    if not isinstance(node, ast.Call):
        return False
    named = {word.arg for word in node.keywords}
    if isinstance(node.func, ast.Attribute) and node.func.attr == "replace":
        return bool(named & PARTS_OF_A_DATE)
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return name == "relativedelta" or (name == "timedelta" and bool(node.args or named & DAY_OR_HOUR))


def test_due_dates_are_worked_out_in_one_place():
    found = {
        str(path.relative_to(ROOT))
        for path in source_files()
        if path.parts[len(ROOT.parts)] != "foundation" and any(map(is_date_arithmetic, ast.walk(tree(path))))
    }
    found = {path for path in found if not path.startswith(SYNTHETIC)}
    assert found - NO_DUE_DATES.keys() == set()
    assert NO_DUE_DATES.keys() - found == set()
