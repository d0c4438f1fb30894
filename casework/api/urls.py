"""Addresses of casework under /api/v1/."""

from django.urls import path

from casework.api import (
    case_files,
    conversation,
    forms,
    material,
    material_answers,
    offences,
    people,
    unused,
    unused_leaving,
    uploads,
)

urlpatterns = [
    path("case-files/", case_files.CaseFiles.as_view()),
    path("case-files/<slug:urn>/", case_files.CaseFileDetail.as_view()),
    path("case-files/<slug:urn>/flags/", case_files.Flags.as_view()),
    path("case-files/<slug:urn>/forms/", forms.FormList.as_view()),
    path("case-files/<slug:urn>/forms/<slug:code>/", forms.FormDetail.as_view()),
    path("case-files/<slug:urn>/hand-over/", case_files.HandOver.as_view()),
    path("case-files/<slug:urn>/material/", material.MaterialList.as_view()),
    path("case-files/<slug:urn>/people/", people.People.as_view()),
    path("case-files/<slug:urn>/standard/", case_files.Standard.as_view()),
    path("case-files/<slug:urn>/suspects/", people.Suspects.as_view()),
    path("case-files/<slug:urn>/unused/", unused.UnusedItems.as_view()),
    path("case-files/<slug:urn>/unused/presumed/", unused.UnusedPresumed.as_view()),
    path("case-files/<slug:urn>/unused/<slug:schedule>/<int:number>/", unused.UnusedItemDetail.as_view()),
    path("case-files/<slug:urn>/unused/<slug:schedule>/<int:number>/move/", unused_leaving.UnusedMove.as_view()),
    path(
        "case-files/<slug:urn>/unused/<slug:schedule>/<int:number>/withdraw/", unused_leaving.UnusedWithdraw.as_view()
    ),
    path("case-files/<slug:urn>/uploads/", uploads.Uploads.as_view()),
    path("case-files/<slug:urn>/uploads/<uuid:key>/", uploads.UploadDetail.as_view()),
    path("case-files/<slug:urn>/uploads/<uuid:key>/finish/", uploads.UploadFinish.as_view()),
    path("case-files/<slug:urn>/threads/", conversation.Threads.as_view()),
    path("material/<int:pk>/", material_answers.MaterialDetail.as_view()),
    path("material/<int:pk>/download/", material.MaterialDownload.as_view()),
    path("material/<int:pk>/link-check/", material_answers.MaterialLinkCheck.as_view()),
    path("material/<int:pk>/playable/", material_answers.MaterialPlayable.as_view()),
    path("material/<int:pk>/recording/", material_answers.MaterialRecording.as_view()),
    path("material/<int:pk>/redaction/<slug:stage>/", material_answers.MaterialRedaction.as_view()),
    path("material/<int:pk>/versions/", material.MaterialVersions.as_view()),
    path("material/<int:pk>/versions/<int:number>/download/", material.MaterialVersionDownload.as_view()),
    path("material/<int:pk>/withdraw/", material.MaterialWithdraw.as_view()),
    path("offences/", offences.Offences.as_view()),
    path("offences/<int:pk>/withdraw/", people.OffenceWithdraw.as_view()),
    path("people/<int:pk>/", people.PersonDetail.as_view()),
    path("people/<int:pk>/withdraw/", people.PersonWithdraw.as_view()),
    path("suspects/<int:pk>/", people.SuspectDetail.as_view()),
    path("suspects/<int:pk>/offences/", people.SuspectOffences.as_view()),
    path("threads/<int:pk>/", conversation.ThreadDetail.as_view()),
    path("threads/<int:pk>/messages/", conversation.Messages.as_view()),
]
