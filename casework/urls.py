"""Addresses of the case file: noun, reference, verb."""

from django.urls import path

from casework.views import (
    building,
    conversation,
    drafting,
    likeness,
    material,
    notices,
    people,
    schedules,
    search,
    unused,
)

app_name = "casework"

CASE = "case-files/<str:urn>/"

urlpatterns = [
    path("search/", search.search, name="search"),
    path("offences/search/", search.offence_search, name="offence_search"),
    path("drafts/", drafting.drafts, name="drafts"),
    path("drafts/save/", drafting.draft_save, name="draft_save"),
    path("drafts/discard/", drafting.draft_discard, name="draft_discard"),
    path("notices/", notices.notices, name="notices"),
    path("questions/", conversation.questions, name="questions"),
    path("case-files/open/", building.open_case, name="case_file_open"),
    path(f"{CASE}details/", building.case_edit, name="case_file_edit"),
    path(f"{CASE}likenesses/<int:pk>/", likeness.likeness, name="likeness"),
    path(f"{CASE}split/", likeness.case_split, name="case_split"),
    path(f"{CASE}merge/", likeness.case_merge, name="case_merge"),
    path(f"{CASE}conversation/", conversation.threads, name="threads"),
    path(f"{CASE}conversation/ask/", conversation.thread_ask, name="thread_ask"),
    path(f"{CASE}conversation/ask/<str:visibility>/", conversation.thread_write, name="thread_write"),
    path(f"{CASE}conversation/<int:pk>/", conversation.thread, name="thread"),
    path(f"{CASE}flags/", building.flags_edit, name="flags_edit"),
    path(f"{CASE}suspects/add/", people.suspect_add, name="suspect_add"),
    path(f"{CASE}suspects/<int:pk>/", people.suspect_edit, name="suspect_edit"),
    path(f"{CASE}suspects/<int:pk>/offences/add/", people.offence_add, name="offence_add"),
    path(f"{CASE}offences/<int:pk>/withdraw/", people.offence_withdraw, name="offence_withdraw"),
    path(f"{CASE}people/add/", people.person_add, name="person_add"),
    path(f"{CASE}people/<int:pk>/", people.person_edit, name="person_edit"),
    path(f"{CASE}material/add/", material.material_add, name="material_add"),
    path(f"{CASE}material/<int:pk>/", material.material_download, name="material_download"),
    path(f"{CASE}material/<int:pk>/withdraw/", material.material_withdraw, name="material_withdraw"),
    path(f"{CASE}material/<int:pk>/unused/", unused.unused_from_material, name="unused_from_material"),
    path(f"{CASE}unused/", unused.unused_list, name="unused_list"),
    path(f"{CASE}unused/presumed/", schedules.unused_presumed, name="unused_presumed"),
    path(f"{CASE}unused/questions/", schedules.unused_certify, name="unused_certify"),
    path(f"{CASE}unused/statement/", schedules.unused_nil, name="unused_nil"),
    path(f"{CASE}unused/documents/<str:form>/", schedules.unused_paper, name="unused_paper"),
    path(f"{CASE}unused/documents/<str:form>/make/", schedules.unused_document, name="unused_document"),
    path(f"{CASE}unused/<str:schedule>/", unused.unused_schedule, name="unused_schedule"),
    path(f"{CASE}unused/<str:schedule>/add/", unused.unused_add, name="unused_add"),
    path(f"{CASE}unused/<str:schedule>/csv/", schedules.unused_export, name="unused_export"),
    path(f"{CASE}unused/<str:schedule>/review/", schedules.unused_review, name="unused_review"),
    path(f"{CASE}unused/<str:schedule>/<int:number>/", unused.unused_edit, name="unused_edit"),
    path(f"{CASE}unused/<str:schedule>/<int:number>/move/", unused.unused_move, name="unused_move"),
    path(f"{CASE}unused/<str:schedule>/<int:number>/withdraw/", unused.unused_withdraw, name="unused_withdraw"),
]
