"""Addresses of the register."""

from django.urls import path

from wardmote.server.register import views

urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/export.csv", views.export, name="organisations_export"),
    path("organisations/load/", views.load, name="organisations_load"),
    path("organisations/<str:code>/", views.organisation, name="organisation"),
]
