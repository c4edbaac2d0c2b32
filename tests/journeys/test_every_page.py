"""Every page that a person can reach, with every role: valid, accessible, and fit for 320 px."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Page

from tests.journeys import lint
from tests.journeys.conftest import Visitor

ROLES = {
    "visitor": "",
    "alice": "alice@alderby.example",
    "bob": "bob@alderby.example",
    "erin": "erin@alderby.example",
    "frank": "frank@alderby.example",
    "carol": "carol@thistlegate.example",
    "dave": "dave@steward.example",
    "grace": "grace@steward.example",
    "mallory": "mallory@merrowdown.example",
}
PAGES = 120
"""How many kinds of page one role may reach before the walk is taken to be lost."""
AXED: set[str] = set()


def kind(address: str) -> str:
    """Name the kind of a page: addresses of one route are one."""
    return str(resolve(urlsplit(address).path).route)


def links(page: Page) -> list[str]:
    """List the pages of ours that a page links to."""
    whole = "all => all.map(one => new URL(one.getAttribute('href'), location).href)"
    found = page.eval_on_selector_all("a[href]", whole)
    ours = [one for one in found if urlsplit(one).netloc == urlsplit(page.url).netloc]
    files = re.compile(r"\.(csv|xlsx|json|ics|pdf)$")
    return [one for one in ours if not files.search(urlsplit(one).path)]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role(visitor: Visitor, role: str) -> None:
    if ROLES[role]:
        visitor.sign_in(ROLES[role])
    waiting, seen, troubles = [visitor.service + "/"], set(), []
    while waiting:
        address = waiting.pop(0)
        if kind(address) in seen:
            continue
        seen.add(kind(address))
        assert len(seen) < PAGES, f"the walk of {role} does not end"
        response = visitor.page.goto(address)
        assert response is not None
        if response.status != 200:
            troubles.append(f"{address} was offered to {role}, and is {response.status}")
            continue
        troubles += [f"{address}: {fault}" for fault in lint.faults(response.text())]
        troubles += [f"{address}: {fault}" for fault in looks(visitor.page)]
        waiting += links(visitor.page)
    assert "\n".join(troubles) == ""
    assert len(seen) > 3


def looks(page: Page) -> list[str]:
    """Look at one kind of page once with axe, and at 320 px for what sticks out."""
    if kind(page.url) in AXED:
        return []
    AXED.add(kind(page.url))
    troubles = []
    for violation in Axe().run(page).response["violations"]:
        places = ", ".join(str(node["target"]) for node in violation["nodes"][:3])
        troubles.append(f"axe: {violation['id']}: {violation['help']} at {places}")
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > 320:
        troubles.append(f"{width} px wide on a screen of 320 px")
    page.set_viewport_size({"width": 1280, "height": 900})
    return troubles
