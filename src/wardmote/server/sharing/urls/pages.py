"""Addresses of the pages of sharing."""

from django.urls import path

from wardmote.server.sharing.views import (
    circles,
    desk,
    exporting,
    feeds,
    mine,
    offer,
    one,
    saying,
    search,
    start,
    steward,
    teams,
)

OBJECT = "objects/<str:ref>/"
CIRCLE = "circles/<uuid:key>/"
MEMBER = f"{CIRCLE}<uuid:organisation>/"
COLLECTION = "collections/<uuid:key>/"

FEED = "steward/feeds/<uuid:key>/"

urlpatterns = [
    path("", start.start, name="sharing"),
    path("connect/", start.connect, name="sharing_connect"),
    path("lists/", exporting.lists, name="sharing_lists"),
    path("export/<str:name>/<str:kind>", exporting.one, name="sharing_list"),
    path("search/", search.search, name="sharing_search"),
    path("search/shared.csv", search.export, name="sharing_export"),
    path(OBJECT, one.one, name="sharing_object"),
    path(f"{OBJECT}bundle.json", one.download, name="sharing_download"),
    path(f"{OBJECT}take-back/", one.take_back, name="sharing_take_back"),
    path(f"{OBJECT}sighting/", saying.say, name="sharing_say"),
    path(f"{OBJECT}change/", saying.say_anew, name="sharing_say_anew"),
    path("share/", offer.share, name="sharing_share"),
    path("ours/", mine.shared, name="sharing_ours"),
    path("ours/<uuid:key>/", offer.sent, name="sharing_sent"),
    path(CIRCLE, circles.circle, name="sharing_circle"),
    path(f"{CIRCLE}end/", circles.end, name="sharing_circle_end"),
    path(f"{MEMBER}show/", circles.show, name="sharing_show"),
    path(f"{MEMBER}leave/", circles.leave, name="sharing_leave"),
    path("steward/", steward.hub, name="sharing_steward"),
    path("steward/feeds/", feeds.feeds, name="sharing_feeds"),
    path("steward/feeds/add/", feeds.add, name="sharing_feed_add"),
    path(FEED, feeds.feed, name="sharing_feed"),
    path(f"{FEED}change/", feeds.change, name="sharing_feed_change"),
    path(f"{FEED}run/", feeds.run, name="sharing_feed_run"),
    path(f"{FEED}turn/", feeds.turn, name="sharing_feed_turn"),
    path("steward/teams/", teams.teams, name="sharing_teams"),
    path("steward/teams/<uuid:key>/leave/", teams.leave_team, name="sharing_team_leave"),
    path("steward/roots/add/", steward.add_root, name="sharing_add_root"),
    path("steward/circles/add/", steward.add_circle, name="sharing_add_circle"),
    path("steward/collections/add/", steward.add_collection, name="sharing_add_collection"),
    path(COLLECTION, steward.collection, name="sharing_collection"),
    path(f"{OBJECT}false-hit/", desk.false_hit, name="sharing_false_hit"),
    path("desk/", desk.desk, name="sharing_desk"),
    path("desk/<uuid:key>/", desk.review, name="sharing_review"),
    path("desk/<uuid:key>/settle/", desk.settle, name="sharing_settle"),
    path(f"desk/{OBJECT}grade/", desk.grade, name="sharing_grade"),
    path(f"desk/{OBJECT}settle/", desk.settle_disputes, name="sharing_settle_disputes"),
    path(f"{COLLECTION}end/", steward.end_collection, name="sharing_collection_end"),
    path(f"{COLLECTION}<uuid:organisation>/end/", steward.end_access, name="sharing_access_end"),
]
