"""Addresses of people: signing in, and their own arrangements."""

from django.urls import path

from accounts.views import contact, cover, session, sign_in, work

app_name = "accounts"

urlpatterns = [
    path("demo/sign-in/<int:pk>/", sign_in.demo_sign_in, name="demo_sign_in"),
    path("session/", session.session, name="session"),
    path("cover/", cover.cover, name="cover"),
    path("cover/<int:pk>/cancel/", cover.cover_cancel, name="cover_cancel"),
    path("account/contact/", contact.contact, name="contact"),
    path("people/<int:pk>/work/", work.work, name="work"),
    path("people/<int:pk>/work/<slug:what>/", work.work_note, name="work_note"),
    path("traits/<int:pk>/end/", work.trait_end, name="trait_end"),
    path("leave/<int:pk>/cancel/", work.leave_cancel, name="leave_cancel"),
    path("delegations/", contact.delegations, name="delegations"),
    path("delegations/<int:pk>/end/", contact.delegation_end, name="delegation_end"),
]
