"""Addresses of pages that belong to no room."""

from django.urls import path

from wardmote.server.shell import views

urlpatterns = [
    path("healthz", views.health, name="health"),
]
