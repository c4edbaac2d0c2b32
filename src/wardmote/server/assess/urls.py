"""Addresses of assessments."""

from django.urls import path

from wardmote.server.assess.views import outcomes, tasks

OUTCOME = "assessments/<uuid:key>/part/<int:number>/<str:code>/"

urlpatterns = [
    path("assessments/<uuid:key>/tasks/", tasks.tasks, name="tasks"),
    path(OUTCOME, outcomes.outcome, name="outcome"),
]
