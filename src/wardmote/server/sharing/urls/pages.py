"""Addresses of the pages of sharing."""

from django.urls import path

from wardmote.server.sharing.views import circles, mine, offer, one, search, start, steward

OBJECT = "objects/<str:ref>/"
CIRCLE = "circles/<uuid:key>/"
MEMBER = f"{CIRCLE}<uuid:organisation>/"
COLLECTION = "collections/<uuid:key>/"

urlpatterns = [
    path("", start.start, name="sharing"),
    path("connect/", start.connect, name="sharing_connect"),
    path("search/", search.search, name="sharing_search"),
    path("search/shared.csv", search.export, name="sharing_export"),
    path(OBJECT, one.one, name="sharing_object"),
    path(f"{OBJECT}bundle.json", one.download, name="sharing_download"),
    path(f"{OBJECT}take-back/", one.take_back, name="sharing_take_back"),
    path("share/", offer.share, name="sharing_share"),
    path("ours/", mine.shared, name="sharing_ours"),
    path("ours/<uuid:key>/", offer.sent, name="sharing_sent"),
    path(CIRCLE, circles.circle, name="sharing_circle"),
    path(f"{CIRCLE}end/", circles.end, name="sharing_circle_end"),
    path(f"{MEMBER}show/", circles.show, name="sharing_show"),
    path(f"{MEMBER}leave/", circles.leave, name="sharing_leave"),
    path("steward/", steward.hub, name="sharing_steward"),
    path("steward/roots/add/", steward.add_root, name="sharing_add_root"),
    path("steward/circles/add/", steward.add_circle, name="sharing_add_circle"),
    path("steward/collections/add/", steward.add_collection, name="sharing_add_collection"),
    path(COLLECTION, steward.collection, name="sharing_collection"),
    path(f"{COLLECTION}end/", steward.end_collection, name="sharing_collection_end"),
    path(f"{COLLECTION}<uuid:organisation>/end/", steward.end_access, name="sharing_access_end"),
]
