"""Every page that a person can reach, with every role.

Each is valid HTML; each kind is accessible, fits 320 px, and works by keyboard and without script.
"""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Browser, Page

from tests.journeys import keyboard, lint, scriptless
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
LOOKED_AT: set[str] = set()
"""Kinds of pages that some role saw before: how a kind looks and works does not depend on that."""


def kind(address: str) -> str:
    """Name the kind of a page: addresses of one route are one."""
    return str(resolve(urlsplit(address).path).route)


def links(page: Page) -> list[str]:
    """List the pages of ours that a page links to."""
    whole = "all => all.map(one => new URL(one.getAttribute('href'), location).href)"
    found = [one.partition("#")[0] for one in page.eval_on_selector_all("a[href]", whole)]
    ours = [one for one in found if urlsplit(one).netloc == urlsplit(page.url).netloc]
    files = re.compile(r"\.(csv|xlsx|json|ics|pdf)$|^/sharing/export/")
    return [one for one in ours if not files.search(urlsplit(one).path)]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role(visitor: Visitor, browser: Browser, role: str) -> None:
    if ROLES[role]:
        visitor.sign_in(ROLES[role])
    cookies = visitor.page.context.storage_state()
    plain = browser.new_context(java_script_enabled=False, storage_state=cookies)
    scriptless_page = plain.new_page()
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
        waiting += links(visitor.page)
        if kind(address) not in LOOKED_AT:
            LOOKED_AT.add(kind(address))
            heading = visitor.page.locator("h1").inner_text()
            faults = keyboard.faults(visitor.page) + looks(visitor.page)
            faults += scriptless.faults(scriptless_page, address, heading)
            troubles += [f"{address}: {fault}" for fault in faults]
    plain.close()
    assert "\n".join(troubles) == ""
    assert len(seen) > 3


def looks(page: Page) -> list[str]:
    """Look at a page with axe, and at 320 px for what sticks out."""
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
