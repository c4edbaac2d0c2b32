"""Pages that belong to no room."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from wardmote.server.shell.audience import Audience, audience


@audience(Audience.ANYONE)
def health(request: HttpRequest) -> HttpResponse:
    """Tell a load balancer that the service and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
