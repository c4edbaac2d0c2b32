"""Addresses of the work on outcomes: tasks, answers, comments, history."""

from django.urls import path

from wardmote.server.assess.views import clashes, comments, history, outcomes, plans, tasks

OUTCOME = "assessments/<uuid:key>/part/<int:number>/<str:code>/"

urlpatterns = [
    path("assessments/<uuid:key>/tasks/", tasks.tasks, name="tasks"),
    path("assessments/<uuid:key>/tasks/assign/", tasks.assign, name="tasks_assign"),
    path(OUTCOME, outcomes.outcome, name="outcome"),
    path(f"{OUTCOME}merge/", clashes.settle, name="outcome_merge"),
    path(f"{OUTCOME}plan/", plans.plan, name="outcome_plan"),
    path(f"{OUTCOME}history/", history.history, name="outcome_history"),
    path(f"{OUTCOME}history/<int:version>/", history.version, name="outcome_version"),
    path(f"{OUTCOME}history/<int:version>/restore/", history.restore, name="outcome_restore"),
    path(f"{OUTCOME}comments/<uuid:comment>/", comments.resolve, name="outcome_resolve"),
]
