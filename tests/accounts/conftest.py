"""Passwords are not what these tests measure; what a setting opens is opened by reading the addresses again."""

from importlib import reload

import pytest
from django.urls import clear_url_caches

from config import urls

PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person(cast):
    cast.builder.set_password(PASSWORD)
    cast.builder.save()
    return cast.builder


@pytest.fixture
def with_mail(settings):
    """Name a mail server, which adds addresses."""
    before, settings.EMAIL_HOST = settings.EMAIL_HOST, "mail.example.test"
    yield _read_again()
    settings.EMAIL_HOST = before
    _read_again()


def _read_again():
    reload(urls)
    clear_url_caches()
