"""Addresses of charging under /api/v1/."""

from django.urls import path

from charging.api import actions, check, outcomes, reasons, receipts, reviews, search, submissions, timeline

urlpatterns = [
    path("action-items/<int:pk>/answer/", actions.ItemAnswer.as_view()),
    path("action-plans/<int:pk>/", actions.ActionPlanDetail.as_view()),
    path("action-plans/<int:pk>/return/", actions.ActionPlanReturn.as_view()),
    path("case-files/<slug:urn>/check/", check.Check.as_view()),
    path("case-files/<slug:urn>/explanations/", check.Explanations.as_view()),
    path("case-files/<slug:urn>/submissions/", submissions.Submissions.as_view()),
    path("case-files/<slug:urn>/timeline/", timeline.Timeline.as_view()),
    path("reasons/", reasons.Reasons.as_view()),
    path("reviews/<int:pk>/", reviews.ReviewDetail.as_view()),
    path("reviews/<int:pk>/allocate/", reviews.Allocate.as_view()),
    path("reviews/<int:pk>/complete/", reviews.Complete.as_view()),
    path("searches/", search.Searches.as_view()),
    path("searches/<uuid:pk>/", search.SearchDetail.as_view()),
    path("submissions/<int:pk>/", submissions.SubmissionDetail.as_view()),
    path("submissions/<int:pk>/difference/", receipts.Difference.as_view()),
    path("submissions/<int:pk>/file/", receipts.SealedFile.as_view()),
    path("submissions/<int:pk>/receipt/", receipts.Receipt.as_view()),
    path("submissions/<int:pk>/send-back/", submissions.SendBack.as_view()),
    path("submissions/<int:pk>/sensitive-annex/", receipts.SensitiveAnnex.as_view()),
    path("submissions/<int:pk>/sign-off/", submissions.SignOff.as_view()),
    path("submissions/<int:pk>/triage/", submissions.Triage.as_view()),
    path("suspects/<int:pk>/charge/", outcomes.Charge.as_view()),
    path("suspects/<int:pk>/finalise/", outcomes.Finalise.as_view()),
]
