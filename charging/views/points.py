"""Points to prove against each suspect, and the material that supports them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile, Material
from casework.queries.case_page import contents_of
from casework.views.loading import load_case_file
from charging.forms.proving import PointForm, SupportForm
from charging.models import Point, PointSupport
from charging.operations import points as operations
from charging.permissions.reviewing import may_keep_points, may_read_draft
from charging.queries.review.page import reviews_of
from charging.queries.review.points import Charge, charges_to_prove
from charging.queries.review.proving import chosen_now
from charging.views.pages import show
from foundation.periods import local_date
from web.posting import post_only
from web.saving import attempt

SAVED = "Points to prove saved."


def _home(case_file: CaseFile, **_: int) -> str:
    return reverse("charging:points", args=[case_file.slug])


def _require_cps(request: SignedInRequest, case_file: CaseFile) -> None:
    if not may_read_draft(request.user, case_file):
        raise Http404("Points to prove are kept by the CPS.")


@load_case_file
def points(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show each charge with its points, what supports each and what nothing supports; link material to one."""
    _require_cps(request, case_file)
    contents, user, today = contents_of(case_file), request.user, local_date(timezone.now())
    charges = charges_to_prove(contents, user, today, chosen=chosen_now(case_file, user, today))
    sent, step = request.POST or None, request.POST.get("step")
    supporting = SupportForm(sent if step == "support" else None, charges=charges, material=contents.material_for(user))
    own = PointForm(sent if step == "own" else None, charges=charges)
    if step == "support" and supporting.is_valid() and _support(request, charges, supporting):
        return redirect(_home(case_file))
    if step == "own" and own.is_valid() and _add(request, charges, own):
        return redirect(_home(case_file))
    context = {
        "charges": charges,
        "may_keep": may_keep_points(user, case_file).allowed,
        "supporting": supporting,
        "review": reviews_of(case_file).filter(completed_at__isnull=True).first(),
    }
    form = own if step == "own" else supporting
    return show(request, case_file, "charging/points.html", **context, own=own, form=form)


def _charge(charges: list[Charge], key: str) -> Charge:
    return next(each for each in charges if each.key == key)


def _support(request: SignedInRequest, charges: list[Charge], form: SupportForm) -> bool:
    key, _, proved = form.cleaned_data["point"].partition("/")
    charge = _charge(charges, key)
    proof = next(each for each in charge.proofs if each.key == proved)
    done = attempt(
        form,
        lambda: operations.support(
            suspect=charge.suspect,
            offence_code=charge.offence_code,
            element=proof.element,
            point=proof.row,
            material=Material(pk=form.cleaned_data["material"]),
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        ),
    )
    if done:
        messages.success(request, SAVED)
    return done


def _add(request: SignedInRequest, charges: list[Charge], form: PointForm) -> bool:
    charge, text = _charge(charges, form.cleaned_data["charge"]), form.cleaned_data["text"]
    done = attempt(
        form,
        lambda: operations.add(
            suspect=charge.suspect, offence_code=charge.offence_code, text=text, by=request.user, at=timezone.now()
        ),
    )
    if done:
        messages.success(request, SAVED)
    return done


@load_case_file
@post_only(_home)
def point_remove(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Take a point of the prosecutor's own out."""
    _require_cps(request, case_file)
    point = get_object_or_404(Point.objects.filter(case_file=case_file).select_related("case_file"), pk=pk)
    operations.remove(point=point, by=request.user, at=timezone.now())
    messages.success(request, SAVED)
    return redirect(_home(case_file))


@load_case_file
@post_only(_home)
def point_unsupport(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Take the link from a piece of material to a point out."""
    _require_cps(request, case_file)
    rows = PointSupport.objects.filter(
        point__case_file=case_file, material__in=Material.objects.visible_to(request.user)
    )
    support = get_object_or_404(rows.select_related("point__case_file", "point__suspect"), pk=pk)
    operations.unsupport(support=support, by=request.user, at=timezone.now())
    messages.success(request, SAVED)
    return redirect(_home(case_file))
