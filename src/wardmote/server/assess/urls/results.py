"""Addresses of results, evidence and the life of an assessment."""

from django.urls import path

from wardmote.server.assess.views import results

ONE = "assessments/<uuid:key>/"

urlpatterns = [
    path(f"{ONE}results/", results.show_results, name="results"),
    path(f"{ONE}print/", results.show_print, name="print"),
    path(f"{ONE}export.<str:form>", results.export, name="export"),
]
