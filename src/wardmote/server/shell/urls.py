"""Addresses of pages that belong to no room."""

from django.urls import path

from wardmote.server.shell import views

urlpatterns = [
    path("", views.start, name="start"),
    path("healthz", views.health, name="health"),
]
