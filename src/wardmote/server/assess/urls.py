"""Addresses of assessments."""

from django.urls import path

from wardmote.server.assess.views import outcomes, results, tasks

ONE = "assessments/<uuid:key>/"
OUTCOME = "assessments/<uuid:key>/part/<int:number>/<str:code>/"

urlpatterns = [
    path("assessments/<uuid:key>/tasks/", tasks.tasks, name="tasks"),
    path(OUTCOME, outcomes.outcome, name="outcome"),
    path(f"{ONE}results/", results.show_results, name="results"),
    path(f"{ONE}print/", results.show_print, name="print"),
    path(f"{ONE}export.<str:form>", results.export, name="export"),
]
