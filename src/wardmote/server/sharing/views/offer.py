"""The page of sharing: paste or choose, see what was found, say what it is, send."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.formats.offers import looking
from wardmote.formats.offers.looking import Offer, Shape
from wardmote.rules.refusal import Invalid, Missing, Refusal
from wardmote.rules.sharing import wording
from wardmote.server.people import keeping
from wardmote.server.sharing import permissions, queries
from wardmote.server.sharing.actions import offering
from wardmote.server.sharing.forms.offering import OfferForm, SayForm
from wardmote.server.sharing.queries import finding, ours, overview, single
from wardmote.server.sharing.queries.overview import Shelf
from wardmote.server.sharing.views import words
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

SEND = "send"
MOST_NAMED = 100
"""How many of the things that were sent are named."""


@keeping.keeps_text
@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def share(request: Request) -> HttpResponse:
    """Ask what to share, show what was found in it, or send it. Nothing is kept before that."""
    shelves = _shelves(request)
    held = keeping.held_text(request)
    given = request.POST or (held.fields if held else None)
    if given is None:
        return _page(request, OfferForm(), None, None, shelves, set(), held)
    form = OfferForm(given, request.FILES or None)
    offer = _looked(form)
    say = SayForm(given if given.get("step") == SEND else None, places=_places(shelves))
    say.initial = _first(offer, shelves)
    if offer is None:
        return _page(request, form, None, say, shelves, set(), held)
    if given.get("step") != SEND:
        chosen = {item.key for item in offer.items if item.is_likely}
        return _page(request, form, offer, say, shelves, chosen, held)
    chosen = set(given.getlist("chosen"))
    receipt = _sent(request, offer, say, shelves, chosen) if request.method == "POST" else None
    if receipt is None:
        return _page(request, form, offer, say, shelves, chosen, held)
    return redirect("sharing_sent", receipt)


@audience(Audience.MEMBER)
@require_GET
def sent(request: Request, key: UUID) -> HttpResponse:
    """Say what became of what was sent."""
    mine = sorted(permissions.senders(request.actor))
    receipt = ours.receipt(mine, key)
    things = [ref for ref in receipt.sent if not ref.startswith("identity--")]
    others = single.others(things[:MOST_NAMED])
    known = {
        "receipt": receipt,
        "has_identity": not receipt.sent or len(things) < len(receipt.sent),
        "things": [others[ref] for ref in things if ref in others],
        "words": words,
    }
    return render(request, "sharing/sent.html", known)


def _shelves(request: Request) -> list[Shelf]:
    """Give the collections to which the person may send; without any, there is no such page."""
    mine = permissions.senders(request.actor)
    found = [each for each in overview.shelves(timezone.now()) if each.place.writers & mine]
    if not found:
        raise Missing(queries.ABSENT)
    return found


def _places(shelves: list[Shelf]) -> list[tuple[str, str]]:
    return [(str(each.place.key), each.place.title) for each in shelves]


def _looked(form: OfferForm) -> Offer | None:
    """Look at what is offered; what is wrong with it is said at the form."""
    if not form.is_valid():
        return None
    try:
        offer = looking.look(form.cleaned_data["offered"], now=timezone.now())
    except Invalid as refused:
        form.add_error("text", str(refused))
        return None
    if not offer.items:
        form.add_error(
            "text",
            "Nothing was found in this that could be looked for, such as a domain, an address or "
            "a hash.",
        )
        return None
    return offer


def _first(offer: Offer | None, shelves: list[Shelf]) -> dict[str, Any]:
    """Say what is filled in at first."""
    first = {"name": ""}
    if len(shelves) == 1:
        first["collection"] = str(shelves[0].place.key)
    if offer and offer.advisory:
        first["name"] = offer.advisory.title[:200]
    elif offer and offer.shape is Shape.STIX:
        first["name"] = "STIX objects"
    return first


def _sent(
    request: Request, offer: Offer, say: SayForm, shelves: list[Shelf], chosen: set[str]
) -> UUID | None:
    if not say.is_valid():
        return None
    shelf = next(s for s in shelves if str(s.place.key) == say.cleaned_data["collection"])
    try:
        key = offering.share(
            actor=request.actor,
            place=shelf.place,
            offer=offer,
            chosen=chosen,
            said=say.said(),
            now=timezone.now(),
        )
    except Refusal as refused:
        say.refuse(refused.message, refused.field)
        return None
    messages.success(request, f"It is shared in {shelf.place.title}.")
    return key


def _page(
    request: Request,
    form: OfferForm,
    offer: Offer | None,
    say: SayForm | None,
    shelves: list[Shelf],
    chosen: set[str],
    held: keeping.Held | None,
) -> HttpResponse:
    errors = form.errors or (say.errors if say is not None and say.is_bound else {})
    text = form.cleaned_data.get("offered", "") if form.is_bound and form.is_valid() else None
    known = {
        "form": form,
        "say": say,
        "offer": offer,
        "offered": text if text is not None else (form["text"].value() or ""),
        "chosen": chosen,
        "shelves": shelves,
        "held": held,
        "has": finding.having(offer.values) if offer else {},
        "titles": dict(wording.KINDS) | {kind: title for kind, (title, _) in wording.TYPES.items()},
        "words": words,
        "passing_on": {
            str(number): f"{meaning.readers} {meaning.passing_on}"
            for number, meaning in words.MEANINGS.items()
        },
        "readers": {
            str(each.place.key): f"{words.readers(each).rstrip('.')}. "
            f"It takes up to {each.place.ceiling.label}."
            for each in shelves
        },
    }
    page = "sharing/offer.html" if offer else "sharing/share.html"
    return render(request, page, known, status=422 if errors else 200)
