"""Addresses of the frameworks."""

from django.urls import path

from wardmote.server.frameworks import views

urlpatterns = [
    path("frameworks/", views.frameworks, name="frameworks"),
    path("frameworks/import/", views.check, name="frameworks_import"),
    path("frameworks/import/store/", views.store, name="frameworks_store"),
    path("frameworks/<str:before>/to/<str:after>/", views.crosswalk, name="crosswalk"),
    path("frameworks/<str:ref>/", views.framework, name="framework"),
    path("frameworks/<str:ref>/<str:code>/", views.outcome, name="framework_outcome"),
]
