"""The addresses of the TAXII server, exactly as the standard has them: nothing is redirected."""

from django.urls import path

from wardmote.server.sharing.views import taxii as views

COLLECTION = "<slug:root>/collections/<str:name>/"
OBJECT = COLLECTION + "objects/<str:ref>/"

urlpatterns = [
    path("", views.discovery, name="taxii_discovery"),
    path("<slug:root>/", views.root, name="taxii_root"),
    path("<slug:root>/status/<str:key>/", views.status, name="taxii_status"),
    path("<slug:root>/collections/", views.collections, name="taxii_collections"),
    path(COLLECTION, views.collection, name="taxii_collection"),
    path(COLLECTION + "manifest/", views.manifest, name="taxii_manifest"),
    path(COLLECTION + "objects/", views.envelope, name="taxii_objects"),
    path(OBJECT, views.object_by_id, name="taxii_object"),
    path(OBJECT + "versions/", views.versions, name="taxii_versions"),
]
