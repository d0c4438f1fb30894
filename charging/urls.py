"""Addresses of charging: noun, reference, verb."""

from django.urls import path

from charging.views import (
    actions,
    case_page,
    charges,
    check,
    differences,
    receipts,
    reviews,
    search,
    submissions,
    triage,
    worklist,
)

app_name = "charging"

CASE = "case-files/<str:urn>/"
SUBMISSION = f"{CASE}submissions/<int:pk>/"
REVIEW = f"{CASE}reviews/<int:pk>/"
PLAN = f"{CASE}action-plans/<int:pk>/"
SUSPECT = f"{CASE}suspects/<int:pk>/"

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("search/<uuid:pk>/", search.search_results, name="search_results"),
    path(CASE, case_page.case_file_detail, name="case_file_detail"),
    path(f"{CASE}build/", check.task_list, name="task_list"),
    path(f"{CASE}check/", check.check, name="check"),
    path(f"{CASE}send-to-supervisor/", submissions.submission_prepare, name="submission_prepare"),
    path(SUBMISSION, receipts.submission_receipt, name="submission_receipt"),
    path(f"{SUBMISSION}check/", receipts.submission_check, name="submission_check"),
    path(f"{SUBMISSION}difference/", differences.submission_difference, name="submission_difference"),
    path(f"{SUBMISSION}file/", receipts.submission_file, name="submission_file"),
    path(f"{SUBMISSION}package/", receipts.submission_package, name="submission_package"),
    path(f"{SUBMISSION}sign-off/", submissions.submission_sign_off, name="submission_sign_off"),
    path(f"{SUBMISSION}triage/", triage.triage, name="triage"),
    path(f"{SUBMISSION}triage/accept/", triage.triage_accept, name="triage_accept"),
    path(f"{SUBMISSION}triage/reject/", triage.triage_reject, name="triage_reject"),
    path(REVIEW, reviews.review, name="review"),
    path(f"{REVIEW}take/", reviews.review_take, name="review_take"),
    path(f"{REVIEW}allocate/", reviews.review_allocate, name="review_allocate"),
    path(PLAN, actions.action_plan, name="action_plan"),
    path(f"{PLAN}return/", actions.action_plan_return, name="action_plan_return"),
    path(f"{PLAN}items/<int:item>/", actions.action_answer, name="action_answer"),
    path(f"{SUSPECT}charge/", charges.charge_record, name="charge_record"),
    path(f"{SUSPECT}close/", charges.suspect_finalise, name="suspect_finalise"),
]
