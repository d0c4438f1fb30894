"""How the reader can be reached, and sign-off that is lent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.forms import ContactForm, DelegationForm
from accounts.http import SignedInRequest
from accounts.operations import contact as contact_operations
from accounts.operations import delegation as delegation_operations
from accounts.operations.contact import ContactDetails
from accounts.operations.delegation import DelegationDetails
from accounts.permissions import units_to_delegate_for
from accounts.queries.people import delegations_of, lent_to
from foundation.verdicts import NotPermitted, Verdict
from web.posting import post_only
from web.returning import BACK, way_back
from web.saving import attempt, show_form


@login_required
def contact(request: SignedInRequest) -> HttpResponse:
    """Let the reader say how to reach them, and when; then go back to the case that asked for it."""
    back = way_back(request.GET.get(BACK, ""), reverse("web:account"))
    names = ("contact_number", "working_pattern")
    form = ContactForm(request.POST or None, initial={name: getattr(request.user, name) for name in names})
    if form.is_valid():
        details = ContactDetails(**form.cleaned_data)
        if attempt(form, lambda: contact_operations.change(details=details, by=request.user, at=timezone.now())):
            messages.success(request, "Your contact details are saved. Both agencies see them on your cases.")
            return redirect(back)
    return show_form(request, "accounts/contact.html", form, back=back)


@login_required
def delegations(request: SignedInRequest) -> HttpResponse:
    """Show what sign-off is lent, and lend it."""
    if not units_to_delegate_for(request.user) and not lent_to(request.user).exists():
        raise NotPermitted(Verdict.no("not_your_role", "Sign-off is lent by supervisors and force managers."))
    form = DelegationForm(request.POST or None, user=request.user)
    if form.is_valid():
        details = DelegationDetails(**form.cleaned_data)
        if attempt(form, lambda: delegation_operations.delegate(details=details, by=request.user, at=timezone.now())):
            messages.success(request, f"{details.person} may sign off for {details.unit.name} on those days.")
            return redirect("accounts:delegations")
    page = {"given": delegations_of(request.user)[:50], "mine": lent_to(request.user)[:20]}
    may_lend = bool(units_to_delegate_for(request.user))
    return show_form(request, "accounts/delegations.html", form, may_lend=may_lend, **page)


@login_required
@post_only(lambda pk: reverse("accounts:delegations"))
def delegation_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take sign-off back."""
    lent = get_object_or_404(delegations_of(request.user), pk=pk)
    delegation_operations.end(delegation=lent, by=request.user, at=timezone.now())
    messages.success(request, f"{lent.person} may no longer sign off for {lent.unit.name}.")
    return redirect("accounts:delegations")
