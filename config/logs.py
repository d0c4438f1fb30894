"""What the service says, one line each: JSON on servers, plain text where somebody watches.

Lines carry ids (of the request, the person, the task, the case in an address) and nothing that names
somebody: no body, no query string (what somebody searched for), no value that the database quotes.
"""

import logging
import os
import re

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

JSON = "json"
FORMAT = os.environ.get("LOG_FORMAT") or ("plain" if os.environ.get("DEMO") == "1" else JSON)
PROBES = "/health/"
QUERY = re.compile(r"(?<=[\w/-])\?[^\s'\"]+")
# PostgreSQL explains a refused row with the row's values.
QUOTED_ROW = re.compile(r"^(DETAIL|CONTEXT|PARAMETERS):.*$", re.MULTILINE)
LEFT_OUT = ("user_agent", "ip", "color_message", "_record", "_from_structlog")
ENDS = ("timestamp", "level", "logger", "event", "exception")


class Worthwhile(logging.Filter):
    """Leave out that a request began, and that a health probe was answered well."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a line is worth writing."""
        if not isinstance(record.msg, dict):
            return True
        if record.msg.get("event") == "task_revoked" and record.msg.get("expired"):
            return self._out_of_date(record)
        if record.levelno > logging.INFO:
            return True
        is_probe = PROBES in str(record.msg.get("request", ""))
        return not is_probe and record.msg.get("event") != "request_started"

    def _out_of_date(self, record: logging.LogRecord) -> bool:
        """Say at INFO that a task waited too long to be run.

        Beat sends from its first second, workers listen some seconds later, and what a stopped service left in the
        queue is older still: nothing is wrong, and each of these tasks comes again within seconds.
        """
        record.levelno, record.levelname, record.msg["level"] = logging.INFO, "INFO", "info"  # type: ignore[index]
        return logging.getLogger().isEnabledFor(logging.INFO)


def without_persons(_logger: WrappedLogger, _name: str, said: EventDict) -> EventDict:
    """Take out query strings, values that the database quotes, and what is known of a browser."""
    for key in LEFT_OUT:
        said.pop(key, None)
    for key in ("event", "request", "exception", "error"):
        if key in said:
            said[key] = QUOTED_ROW.sub(r"\1 left out", QUERY.sub("", str(said[key])))
    return said


def plain(_logger: WrappedLogger, _name: str, said: EventDict) -> str:
    """Write a line for a person: how grave, what, the rest; a traceback below it."""
    rest = " ".join(f"{key}={value}" for key, value in said.items() if key not in ENDS and value is not None)
    line = f"{str(said.get('level', '')).upper()} {said['event']} {rest}".rstrip()
    return "\n".join(filter(None, (line, said.get("exception"))))


EVERY_LINE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def processors(written: str) -> list[Processor]:
    """Return what turns a line's parts into text."""
    last: Processor = structlog.processors.JSONRenderer(ensure_ascii=False) if written == JSON else plain
    return [structlog.processors.format_exc_info, without_persons, last]


def configuration(written: str) -> dict[str, object]:
    """Return the logging configuration: one line a request as JSON; where somebody watches, only what went wrong."""
    usual = "INFO" if written == JSON else "WARNING"
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": EVERY_LINE,
        "processors": processors(written),
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"worthwhile": {"()": Worthwhile}},
        "formatters": {"line": formatter},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["worthwhile"]},
        },
        "root": {"handlers": ["console"], "level": usual},
        "loggers": {
            "django": {"handlers": [], "level": usual, "propagate": True},
            # The line that ends each request says the same, with its ids.
            "django.request": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "level": usual, "propagate": True},
            "gunicorn.error": {"handlers": [], "level": usual, "propagate": True},
            # Beat looks at the outbox twice a second: that it did is not worth a line.
            "celery": {"level": "WARNING"},
            "django_structlog.celery": {"level": "WARNING"},
            # Repeats what GOV.UK Notify answered, which may quote an address.
            "notifications_python_client": {"level": "CRITICAL"},
            # The same again, without ids.
            "celery.app.trace": {"level": "CRITICAL"},
        },
    }


structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *EVERY_LINE,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
LOGGING = configuration(FORMAT)
