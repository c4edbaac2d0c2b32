"""The page where a council decides, in a real browser: nothing that was written is lost."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import Visitor

ALICE, BOB = "alice@alderby.example", "bob@alderby.example"
SAVED = re.compile(r"Saved at \d\d:\d\d")


@contextmanager
def someone(browser: Browser, service: str, email: str, *, script: bool = True) -> Iterator[Page]:
    """A person in a browser of their own."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=script
    )
    visitor = Visitor(context.new_page(), service)
    visitor.sign_in(email)
    yield visitor.page
    assert [one for one in visitor.errors if "ERR_INTERNET_DISCONNECTED" not in one] == []
    context.close()


@pytest.fixture
def addresses(visitor: Visitor) -> Iterator[str]:
    """Give outcomes of Alderby's open assessment that nobody has begun."""
    visitor.sign_in(ALICE)
    page = visitor.page
    for address in _hrefs(page, r"^/assessments/[0-9a-f-]{36}/$"):
        visitor.go(f"{address}tasks/?status=not_started")
        found = _hrefs(page, r"/part/\d+/[^/]+/$")
        if found and page.get_by_role("link", name="Change owners").count():
            visitor.go(found[-1])
            if page.locator("form[data-saves]").count():
                return iter(reversed(found))
    raise AssertionError("the sample has no open assessment with work left")


def _hrefs(page: Page, pattern: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(one => one.pathname)")
    return sorted({one for one in found if re.search(pattern, one)})


def status(page: Page) -> Locator:
    return page.locator("[data-status]")


def test_it_saves_as_one_goes_and_the_server_judges(
    browser: Browser, service: str, addresses: Iterator[str]
) -> None:
    with someone(browser, service, ALICE) as page:
        page.goto(service + next(addresses))
        expect(status(page)).to_have_text("Your answers are saved as you go.")
        page.locator("#notes").press_sequentially("Seen in the minutes")
        expect(status(page)).to_have_text(SAVED)
        assert page.evaluate("document.activeElement.id") == "notes"
        lowest = page.locator("[data-level=not_achieved] [data-statement]").first
        lowest.get_by_label("Yes, true of us").check()
        expect(page.locator("[data-result]")).to_contain_text("Not achieved")
        lowest.get_by_label("True, but something makes up for it").check()
        expect(status(page)).to_contain_text("Not saved yet. Say how")
        lowest.get_by_role("textbox").fill("We do it by hand")
        expect(status(page)).to_have_text(SAVED)
        expect(page.locator("[data-result]")).to_contain_text("Not decided yet")
        page.reload()
        assert page.locator("#notes").input_value() == "Seen in the minutes"
        assert lowest.get_by_role("textbox").input_value() == "We do it by hand"
        lowest.get_by_role("button", name="Clear").click()
        expect(status(page)).to_have_text(SAVED)
        assert lowest.locator(":checked").count() == 0
        expect(lowest.locator("input").first).to_be_focused()


def test_without_a_connection_the_text_waits(
    browser: Browser, service: str, addresses: Iterator[str]
) -> None:
    with someone(browser, service, ALICE) as page:
        page.goto(service + next(addresses))
        page.context.set_offline(True)
        page.locator("#notes").fill("Written in a tunnel")
        expect(status(page)).to_contain_text("Not saved: there is no connection.")
        page.locator("#notes").press_sequentially(" and beyond")
        page.context.set_offline(False)
        expect(status(page)).to_have_text(SAVED)
        page.reload()
        assert page.locator("#notes").input_value() == "Written in a tunnel and beyond"


def test_two_people_lose_nothing(browser: Browser, service: str, addresses: Iterator[str]) -> None:
    address = service + next(addresses)
    with someone(browser, service, ALICE) as alice, someone(browser, service, BOB) as bob:
        alice.goto(address)
        bob.goto(address)
        alice.locator("#notes").fill("Hers")
        expect(status(alice)).to_have_text(SAVED)
        bob.locator("[data-level=achieved] [data-statement]").first.get_by_label(
            "No", exact=True
        ).check()
        expect(status(bob)).to_contain_text(re.compile(r"Alice \w+ also changed this"))
        assert bob.locator("#notes").input_value() == "Hers"
        bob.locator("#notes").fill("Hers and his")
        expect(status(bob)).to_have_text(SAVED)
        alice.locator("#notes").fill("Hers alone")
        expect(status(alice)).to_contain_text(re.compile(r"Not saved. Bob \w+ changed this"))
        alice.get_by_role("button", name="See both and choose").click()
        expect(alice.get_by_role("heading", level=1)).to_have_text("Choose what to keep")
        alice.get_by_label("Keep both texts").check()
        alice.get_by_label("Both texts. Change them as you like.").fill("Hers, his and both")
        alice.get_by_role("button", name="Save what I chose").click()
        assert alice.locator("#notes").input_value() == "Hers, his and both"
        bob.reload()
        assert bob.locator("#notes").input_value() == "Hers, his and both"


def test_a_session_that_ends_gives_the_text_back(
    browser: Browser, service: str, addresses: Iterator[str]
) -> None:
    address = service + next(addresses)
    with someone(browser, service, ALICE) as page:
        page.goto(address)
        page.context.clear_cookies(name="sessionid")
        page.locator("#notes").fill("After the end")
        expect(status(page)).to_contain_text("you have been signed out")
        page.get_by_role("button", name="Sign in again").click()
        page.wait_for_url("**/account/sign-in/**")
        Visitor(page, service).sign_in(ALICE)
        page.goto(address)
        assert page.locator("#notes").input_value() == "After the end"
        expect(status(page)).to_contain_text("This text is not saved yet.")
        page.locator("[data-status]").get_by_role("button", name="Save").click()
        expect(page.get_by_text("Your answers are saved.", exact=True)).to_be_visible()
        page.goto(address)
        assert page.locator("#notes").input_value() == "After the end"
        expect(status(page)).to_have_text("Your answers are saved as you go.")


def test_without_a_script_it_does_the_same(
    browser: Browser, service: str, addresses: Iterator[str]
) -> None:
    with someone(browser, service, BOB, script=False) as page:
        page.goto(service + next(addresses))
        first = page.locator("[data-level=achieved] [data-statement]").first
        expect(first.get_by_role("textbox")).to_be_visible()
        first.get_by_label("Met another way").check()
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        page.get_by_role("link", name=re.compile("Say how")).click()
        first.get_by_role("textbox").fill("By hand")
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.get_by_text("Your answers are saved.")).to_be_visible()
        first.get_by_role("button", name="Clear").click()
        expect(first.get_by_role("button", name="Clear")).to_be_hidden()


def test_with_the_keyboard_alone(browser: Browser, service: str, addresses: Iterator[str]) -> None:
    with someone(browser, service, ALICE) as page:
        page.goto(service + next(addresses))
        first = page.locator("[data-level=achieved] [data-statement]").first
        for _ in range(60):
            page.keyboard.press("Tab")
            if first.locator(":focus").count():
                break
        page.keyboard.press("Space")
        expect(first.get_by_label("Yes")).to_be_checked()
        page.keyboard.press("ArrowRight")
        expect(first.get_by_label("No", exact=True)).to_be_checked()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Your answers are saved.", exact=True)).to_be_visible()
        expect(first.get_by_label("No", exact=True)).to_be_checked()
