"""The published contract builds without a warning, and its page shows every operation."""

import pytest
from django.core.management import call_command

from config.api_docs import reference


def test_the_schema_is_valid_and_builds_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


@pytest.mark.django_db
def test_the_page_lists_every_operation_to_anybody(client):
    page = client.get("/api/v1/docs/").content.decode()

    operations = [operation for topic in reference().topics.values() for operation in topic]
    assert len(operations) > 30
    assert all(f'id="{operation.id}"' in page for operation in operations)


@pytest.mark.django_db
def test_the_schema_can_be_fetched_by_anybody(client):
    assert client.get("/api/v1/schema/").status_code == 200
