"""Every operation is looked at: it has an address in the API that calls it, or a reason why it has none."""

import ast
import inspect
import sys
from functools import cache
from pathlib import Path

import pytest

from casework.api import urls as casework_urls
from charging.api import urls as charging_urls
from tests.api.operation_addresses import OPERATIONS, Why

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("casework", "charging")
WRITES = ("post", "put", "patch", "delete")
VIEWS = {
    str(each.pattern): each.callback.view_class for urls in (casework_urls, charging_urls) for each in urls.urlpatterns
}


@cache
def tree_of(thing):
    return ast.parse(inspect.getsource(thing))


def operations_in(path):
    """The operations of one module: public functions that take who does it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if public and "by" in {argument.arg for argument in node.args.kwonlyargs}:
            yield f"{path.parent.parent.name}.{path.stem}.{node.name}"


@cache
def every_operation():
    return {name for app in APPS for path in (ROOT / app / "operations").glob("*.py") for name in operations_in(path)}


@cache
def imported_by(module):
    """What a module calls each operation, or each module of operations, that it imports."""
    found = {}
    for node in tree_of(module).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[1:2] == ["operations"]:
            inner = node.module.replace(".operations", "")
            found |= {each.asname or each.name: f"{inner}.{each.name}" for each in node.names}
    return found


@cache
def called_by(view):
    """The operations that a view calls, itself or by what it inherits."""
    found = set()
    for cls in view.__mro__:
        if cls.__module__.split(".")[0] in APPS:
            known = imported_by(sys.modules[cls.__module__])
            for node in ast.walk(tree_of(cls)):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
                    found.add(f"{known[node.value.id]}.{node.attr}")
                elif isinstance(node, ast.Name) and node.id in known:
                    found.add(known[node.id])
    return found & every_operation()


def addresses_of(said):
    return () if isinstance(said, Why) else (said,) if isinstance(said, str) else said


def test_the_table_names_every_operation_and_nothing_else():
    assert set(OPERATIONS) == every_operation()


@pytest.mark.parametrize("app", APPS)
def test_the_address_of_an_operation_calls_it(app):
    for name, said in OPERATIONS.items():
        for address in addresses_of(said) if name.startswith(app) else ():
            method, pattern = address.split(" ", 1)
            assert pattern in VIEWS, address
            assert hasattr(VIEWS[pattern], method.lower()), address
            assert name in called_by(VIEWS[pattern]), f"{address} does not call {name}"


def test_an_operation_without_an_address_is_called_by_none():
    without = {name for name, said in OPERATIONS.items() if isinstance(said, Why)}
    called = {name: pattern for pattern, view in VIEWS.items() for name in called_by(view)}

    # Whatever sends bytes notes who had them.
    assert without & called.keys() == {"casework.reading.note"}


def test_whatever_writes_by_the_api_is_an_operation_of_the_table():
    named = {address for said in OPERATIONS.values() for address in addresses_of(said)}
    writing = {f"{m.upper()} {pattern}" for pattern, view in VIEWS.items() for m in WRITES if hasattr(view, m)}

    assert writing <= named
    assert {address for address in named if not address.startswith("GET ")} == writing
