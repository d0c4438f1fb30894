"""Addresses of the pages about the service itself."""

from django.urls import path

from web import views

app_name = "web"
urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("help/", views.help_and_contact, name="help"),
    path("account/", views.account, name="account"),
    path("ui-components/", views.ui_components, name="ui_components"),
]
