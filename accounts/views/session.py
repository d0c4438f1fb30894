"""How long the reader stays signed in: an open page asks, warns, and asks for more."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from accounts.http import SessionStore
from accounts.operations.sessions import last_end_of

SIGNED_OUT = 403


def session(request: HttpRequest) -> JsonResponse:
    """Say how many seconds are left, and how many at the most; a POST puts the end off, asking does not.

    Answers {"left": seconds, "longest": seconds}; with 403 and zeros to who is signed out.
    """
    store = request.session
    if not (request.user.is_authenticated and isinstance(store, SessionStore) and store.ends_at):
        return JsonResponse({"left": 0, "longest": 0}, status=SIGNED_OUT)
    now = timezone.now()
    if request.method == "POST":
        store.go_on(at_once=True)
    left, longest = store.ends_at - now, last_end_of(store.began_at()) - now
    return JsonResponse({"left": int(left.total_seconds()), "longest": int(longest.total_seconds())})
