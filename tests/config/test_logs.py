"""What is logged: one line a request, with ids, and nothing that names or describes anybody."""

import json
import logging
from types import SimpleNamespace

import pytest
import structlog
from celery.signals import setup_logging
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory
from django_structlog.celery.receivers import CeleryReceiver
from django_structlog.celery.steps import DjangoStructLogInitStep
from django_structlog.middlewares import RequestMiddleware

from accounts.models import User
from casework import tasks
from config import logs
from config.celery import app

SEARCH = "/search/?q=Wensum+Alder"


@pytest.fixture
def lines():
    """Return a function that runs something with our loggers and gives the lines that it wrote, as text."""

    def written(action, style=logs.JSON):
        made = logs.configuration(style)
        parts = {**made["formatters"]["line"]}
        parts.pop("()")
        caught = []

        class Keep(logging.Handler):
            def emit(self, record):
                caught.append(self.format(record))

        handler = Keep()
        handler.setFormatter(structlog.stdlib.ProcessorFormatter(**parts))
        handler.addFilter(logs.Worthwhile())
        root = logging.getLogger()
        levels = {name: logging.getLogger(name).level for name in ("", *made["loggers"])}
        logging.getLogger().setLevel(made["root"]["level"])
        for name, logger in made["loggers"].items():
            logging.getLogger(name).setLevel(logger["level"])
        root.addHandler(handler)
        try:
            action()
        finally:
            root.removeHandler(handler)
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)
            structlog.contextvars.clear_contextvars()
        return caught

    return written


def answered(path, status=200, user=None):
    """Return what handles a request as the middleware does."""

    def respond(_request):
        return HttpResponse(status=status)

    def act():
        request = RequestFactory(headers={"user-agent": "Mozilla"}).get(path)
        if user:
            request.user = user
        RequestMiddleware(respond)(request)

    return act


def test_a_request_is_one_json_line_with_its_ids(lines):
    (line,) = lines(answered("/case-files/01AB1234526/", user=User(pk=7, name="Bea Builder")))
    said = json.loads(line)
    assert said["request"] == "GET /case-files/01AB1234526/"
    assert (said["code"], said["user_id"], said["level"]) == (200, 7, "info")
    assert len(said["request_id"]) == 36
    assert "Bea" not in line
    assert "Mozilla" not in line


@pytest.mark.parametrize("status", [200, 404, 500])
def test_what_somebody_searched_for_is_not_logged(lines, status):
    (line,) = lines(answered(SEARCH, status))
    assert json.loads(line)["request"] == "GET /search/"
    assert "Wensum" not in line


def test_a_query_string_in_another_library_s_words_is_not_logged(lines):
    (line,) = lines(lambda: logging.getLogger("gunicorn.error").error("Error handling request %s", SEARCH))
    assert json.loads(line)["event"] == "Error handling request /search/"


def test_a_question_is_not_taken_for_a_query(lines):
    (line,) = lines(lambda: logging.getLogger("anything").warning("Is it there? Perhaps."))
    assert json.loads(line)["event"] == "Is it there? Perhaps."


def test_values_that_the_database_quotes_are_not_logged(lines):
    said_by_the_database = 'violates "x"\nDETAIL:  Key (family_name)=(Wensum) already exists.'

    def fail():
        try:
            raise IntegrityError(said_by_the_database)
        except IntegrityError:
            logging.getLogger("anything").exception("failed")

    (line,) = lines(fail)
    assert "IntegrityError" in json.loads(line)["exception"]
    assert "Wensum" not in line


@pytest.mark.parametrize(("status", "said"), [(200, 0), (503, 1)])
def test_a_health_probe_is_logged_only_when_something_is_wrong(lines, status, said):
    assert len(lines(answered("/health/ready", status))) == said


@pytest.mark.parametrize(("status", "expected"), [(200, []), (403, ["WARNING request_finished"])])
def test_where_somebody_watches_only_what_went_wrong_is_said_in_plain_text(lines, status, expected):
    said = lines(answered(SEARCH, status), style="plain")
    assert [line[: len("WARNING request_finished")] for line in said] == expected
    assert all("request=GET /search/ " in f"{line} " and "\x1b" not in line for line in said)


def test_a_traceback_stands_below_a_plain_line(lines):
    def fail():
        try:
            raise ValueError("broken")
        except ValueError:
            logging.getLogger("anything").exception("failed")

    (line,) = lines(fail, style="plain")
    assert line.startswith("ERROR failed\nTraceback")


def test_lines_of_a_task_carry_its_id(lines):
    def run():
        CeleryReceiver().receiver_task_prerun("a-task-id", tasks.prune_outbox)
        logging.getLogger("anything").warning("Slow")

    (line,) = lines(run)
    assert json.loads(line)["task_id"] == "a-task-id"


@pytest.mark.parametrize(("style", "levels"), [(logs.JSON, ["info"]), ("plain", [])])
def test_a_task_that_went_out_of_date_before_a_worker_came_is_no_warning(lines, style, levels):
    request = SimpleNamespace(id="a-task-id", task="metrics.tasks.refresh_figures")

    said = lines(lambda: CeleryReceiver().receiver_task_revoked(request, terminated=False, expired=True), style=style)

    assert [json.loads(line)["level"] for line in said] == levels
    (warning,) = lines(lambda: CeleryReceiver().receiver_task_revoked(request, terminated=True), style="plain")
    assert warning.startswith("WARNING task_revoked")


def test_worker_and_beat_keep_our_logging():
    assert setup_logging.receivers
    assert DjangoStructLogInitStep in app.steps["worker"]
