"""A council pastes an email, and another council's firewall fetches what was in it.

With WARDMOTE_PICTURES=yes it takes the pictures of the tutorial.
"""

import os

from playwright.sync_api import Page, expect
from taxii2client.v21 import Server

from tests.database import ROOT
from tests.journeys.conftest import Visitor

PICTURES = ROOT / "docs" / "pictures"
ALICE, MALLORY = "alice@alderby.example", "mallory@merrowdown.example"
EMAIL = """From: service desk
Several people got an email about an unpaid invoice. The link goes to
hxxps://pay[.]rill-and-co[.]net/login, and the form sends what is typed to 203[.]0[.]113[.]77.
Our proxy (10.20.0.4) blocks it now. The real supplier is at https://google.com/maps."""
PATTERN = "[url:value = 'https://pay.rill-and-co.net/login']"


def picture(page: Page, name: str) -> None:
    """Take a picture for the documentation, where one is wanted."""
    if os.environ.get("WARDMOTE_PICTURES") == "yes":
        page.screenshot(path=PICTURES / f"{name}.png")


def share(page: Page) -> None:
    """Paste, look, say what it is, and send."""
    page.get_by_role("link", name="Defend").click()
    picture(page, "defend")
    page.get_by_role("button", name="Share something").click()
    page.locator('[name="text"]').fill(EMAIL)
    picture(page, "share-paste")
    page.get_by_role("button", name="See what is found").click()
    expect(page.get_by_label("pay[.]rill-and-co[.]net/login")).to_be_checked()
    picture(page, "share-found")
    page.locator('[name="name"]').fill("Fake invoices that ask for a password")
    page.get_by_label("Probably true").check()
    page.get_by_label("Small districts", exact=True).check()
    page.get_by_label("TLP:AMBER", exact=True).check()
    page.get_by_text("How far may it be passed on?").evaluate("it => it.scrollIntoView()")
    picture(page, "share-where")
    page.get_by_role("button", name="Share it").click()
    expect(page.locator("main")).to_contain_text("It is shared in Small districts.")
    picture(page, "share-sent")
    page.get_by_role("link", name="pay[.]rill-and-co[.]net/login").click()
    expect(page.locator("main")).to_contain_text("Alderby")
    picture(page, "share-indicator")


def key(visitor: Visitor) -> str:
    """Make a key for a tool that only fetches, as the page says."""
    page = visitor.page
    visitor.go("/sharing/connect/")
    picture(page, "share-connect")
    page.get_by_role("link", name="Make an API key").click()
    page.get_by_label("What is the key for?").fill("Our firewall")
    page.get_by_label("Read only").check()
    page.get_by_label("30 days").check()
    page.get_by_role("button", name="Make key").click()
    return page.locator("code.wm-secret--long").inner_text()


def test_a_firewall_fetches_what_another_council_pasted(visitor: Visitor) -> None:
    visitor.sign_in(ALICE)
    share(visitor.page)
    visitor.sign_in(MALLORY)
    secret = key(visitor)
    server = Server(f"{visitor.service}/taxii2/", user="firewall", password=secret)
    sector = next(root for root in server.api_roots if root.title == "The sector’s hub")
    place = next(each for each in sector.collections if each.title == "Small districts")
    got = place.get_objects(type="indicator")["objects"]
    (one,) = [each for each in got if each["pattern"] == PATTERN]
    assert one["name"] == "Fake invoices that ask for a password"
    visitor.go("/sharing/search/")
    visitor.page.get_by_label("Value or name").fill("hxxps://pay[.]rill-and-co[.]net/login")
    visitor.page.get_by_role("button", name="Search").click()
    expect(visitor.page.get_by_role("table")).to_contain_text("Fake invoices")
    visitor.page.get_by_text("What matches").evaluate("it => it.scrollIntoView({block: 'center'})")
    picture(visitor.page, "share-search")
