"""Addresses of cycles: the person's work, preparing and scoping."""

from django.urls import path

from wardmote.server.assess.views import (
    cycles,
    preparing,
    priorities,
    scope,
    services,
    signing,
    systems,
)

ONE = "assessments/<uuid:key>/"
SCOPE = f"{ONE}scope/"
SERVICE = f"{SCOPE}services/<uuid:service_key>/"
SYSTEM = f"{SCOPE}systems/<uuid:system_key>/"
PRIORITY = f"{SCOPE}priorities/<uuid:system_key>/"

urlpatterns = [
    path("", cycles.home, name="start"),
    path("assessments/start/", cycles.start, name="start_assessment"),
    path(ONE, cycles.assessment, name="assessment"),
    path(f"{ONE}details/", cycles.details, name="assessment_details"),
    path(f"{ONE}prepare/", preparing.prepare, name="prepare"),
    path(f"{ONE}prepare/who/", preparing.share_out, name="prepare_who"),
    path(f"{ONE}prepare/dates/", preparing.set_dates, name="prepare_dates"),
    path(f"{ONE}prepare/assurer/", preparing.assign_assurer, name="prepare_assurer"),
    path(f"{ONE}prepare/assurer/<uuid:person>/end/", preparing.end_assurer, name="end_assurer"),
    path(SCOPE, scope.scope, name="scope"),
    path(f"{SCOPE}context/", scope.context, name="scope_context"),
    path(f"{SCOPE}picture/", scope.picture, name="scope_picture"),
    path(f"{SCOPE}services/", services.services, name="services"),
    path(f"{SCOPE}services/add/", services.add_service, name="add_service"),
    path(SERVICE, services.service, name="service"),
    path(f"{SERVICE}remove/", services.remove_service, name="remove_service"),
    path(f"{SCOPE}systems/", systems.systems, name="systems"),
    path(f"{SCOPE}systems/add/", systems.add_system, name="add_system"),
    path(SYSTEM, systems.system, name="system"),
    path(f"{SYSTEM}remove/", systems.remove_system, name="remove_system"),
    path(f"{SCOPE}priorities/", priorities.priorities, name="priorities"),
    path(PRIORITY, priorities.prioritise, name="prioritise"),
    path(f"{PRIORITY}stop/", priorities.stop_prioritising, name="stop_prioritising"),
    path(f"{SCOPE}sign-off/", signing.sign_off, name="sign_off"),
]
