"""Addresses of results, evidence and the life of an assessment."""

from django.urls import path

from wardmote.server.assess.views import (
    calendar,
    carrying,
    evidence,
    life,
    results,
    steward,
    support,
    todo,
)

ONE = "assessments/<uuid:key>/"
EVIDENCE = "evidence/<slug:code>/"
OF_OUTCOME = f"{ONE}part/<int:number>/<str:code>/evidence/"

urlpatterns = [
    path(f"{ONE}results/", results.show_results, name="results"),
    path(f"{ONE}print/", results.show_print, name="print"),
    path(f"{ONE}export.<str:form>", results.export, name="export"),
    path(f"{ONE}review/", life.review, name="review"),
    path(f"{ONE}review/<slug:step>/", life.take_step, name="step"),
    path(f"{ONE}history/", life.history, name="history"),
    path(f"{ONE}looks/", life.looks, name="looks"),
    path(f"{ONE}carry/", carrying.carry, name="carry"),
    path(f"{ONE}carried/", carrying.carried, name="carried"),
    path("sector/assessments/", steward.listed, name="steward_list"),
    path("sector/assessments/<uuid:key>/results/", steward.shared_results, name="shared_results"),
    path("sector/assessments/<uuid:key>/print/", steward.shared_print, name="shared_print"),
    path("mentions/<uuid:key>/seen/", todo.see_mention, name="see_mention"),
    path("calendar/", calendar.settings_page, name="calendar"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("evidence/", evidence.home, name="evidence_home"),
    path(EVIDENCE, evidence.register, name="evidence"),
    path(f"{EVIDENCE}export.<str:form>", evidence.export, name="evidence_export"),
    path(f"{EVIDENCE}add/", evidence.add, name="evidence_add"),
    path(f"{EVIDENCE}<uuid:key>/", evidence.show, name="evidence_one"),
    path(f"{EVIDENCE}<uuid:key>/change/", evidence.change, name="evidence_change"),
    path(f"{EVIDENCE}<uuid:key>/retire/", evidence.retire, name="evidence_retire"),
    path(f"{EVIDENCE}<uuid:key>/bring-back/", evidence.bring_back, name="evidence_bring_back"),
    path(OF_OUTCOME, support.attach, name="evidence_attach"),
    path(f"{OF_OUTCOME}add/", support.add, name="evidence_add_here"),
    path(f"{OF_OUTCOME}<uuid:use>/detach/", support.detach, name="evidence_detach"),
]
