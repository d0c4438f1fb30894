"""Every metric is declared whole: words for people, conditions for the database, and its file is registered."""

from pathlib import Path

import pytest

from casework.events import REGISTRY
from metrics import catalogue
from metrics.catalogue import BY_ID, CATALOGUE
from metrics.definition import Kind
from metrics.facts import FACT_TABLES
from metrics.facts.ledger import NAMES
from metrics.queries.describe import describe

FOLDER = Path(catalogue.__file__).parent


def test_every_file_is_registered_and_every_name_is_its_files():
    files = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py")} - {"--init--"}
    assert files == {metric.id for metric in CATALOGUE}
    assert len(BY_ID) == len(CATALOGUE)


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.id)
def test_a_definition_is_complete(metric):
    for name, said in describe(metric).items():
        assert said or (name == "measure_unit" and metric.measure is None), name
    for sentence in (metric.definition, metric.numerator_says, metric.denominator_says, metric.clock_says):
        assert sentence.endswith("."), sentence
    assert set(metric.counterweights) <= set(BY_ID) - {metric.id}


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.id)
def test_a_declaration_fits_its_fact(metric):
    assert metric.fact in {table.model for table in FACT_TABLES}
    assert (metric.measure is not None) == (metric.kind in {Kind.DURATION, Kind.STOCK})
    fields = {field.name for field in metric.fact._meta.fields}
    assert {metric.period, *metric.attribution.columns.values()} <= fields
    str(metric.rows.query)


def test_the_events_that_the_statements_read_exist():
    assert set(NAMES.values()) <= set(REGISTRY)
