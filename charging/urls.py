"""Addresses of charging: noun, reference, verb."""

from django.urls import path

from charging.views import worklist

app_name = "charging"

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
]
