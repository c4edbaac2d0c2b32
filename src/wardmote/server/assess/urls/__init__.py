"""Addresses of assessments, by noun."""

from wardmote.server.assess.urls import cycles, outcomes, results

urlpatterns = [*cycles.urlpatterns, *outcomes.urlpatterns, *results.urlpatterns]
