"""What a request carries by the time that it reaches a view."""

from django.http import HttpRequest

from wardmote.rules.people.actors import Actor


class Request(HttpRequest):
    """A request of someone who has entered; for types alone, nothing makes one."""

    actor: Actor
