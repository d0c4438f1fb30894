"""Tokens of machine clients. Only a digest is kept: a token is seen once, by whoever issued it."""

from datetime import timedelta

from knox.models import AuthToken

from accounts.models import User


def issue(*, user: User, days: int) -> str:
    """Make a token that ends after a number of days, and return it for the only time."""
    _, token = AuthToken.objects.create(user=user, expiry=timedelta(days=days))
    return str(token)


def revoke(*, user: User) -> int:
    """End every token of an account at once, and return how many there were."""
    count, _ = AuthToken.objects.filter(user=user).delete()
    return int(count)
