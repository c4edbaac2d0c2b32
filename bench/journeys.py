"""The things that are measured, as a person at Alderby and the steward do them."""

import itertools
import re
from collections.abc import Callable

from bench import serving

PEOPLE = {"alice": "alice@alderby.example", "dave": "dave@steward.example"}


def signed_in(port: int, who: str) -> serving.Browser:
    """Sign in a ready account."""
    browser = serving.Browser(port)
    browser.sign_in(PEOPLE[who])
    return browser


class Alderby:
    """Where Alderby's pages are."""

    def __init__(self, port: int) -> None:
        home = signed_in(port, "alice").ask("GET", "/").text
        keys = re.findall(r"/assessments/([0-9a-f-]{36})/", home)
        if not keys:
            raise SystemExit("Alderby's home page shows no assessment.")
        self.root = f"/assessments/{keys[0]}/"
        self.outcome = f"{self.root}part/0/A2.a/"


def acts(port: int) -> dict[str, Callable[[], serving.Reply]]:
    """Name each thing and give a function that does it once."""
    alice, dave = signed_in(port, "alice"), signed_in(port, "dave")
    at = Alderby(port)
    pages = {
        "task list": (alice, f"{at.root}tasks/"),
        "outcome page": (alice, at.outcome),
        "whole assessment": (alice, f"{at.root}print/"),
        "results": (alice, f"{at.root}results/"),
        "steward's list": (dave, "/sector/assessments/"),
    }
    made = {name: _get(browser, path) for name, (browser, path) in pages.items()}
    made["save of an outcome"] = _save(alice, at.outcome)
    return made


def _get(browser: serving.Browser, path: str) -> Callable[[], serving.Reply]:
    return lambda: browser.ask("GET", path)


def _save(browser: serving.Browser, path: str) -> Callable[[], serving.Reply]:
    """Save with changed notes each time; the form gives the first version, then we count on."""
    fields = serving.Fields("data-saves")
    fields.feed(browser.ask("GET", path).text)
    first = dict(fields.data)
    if "version" not in first:
        raise SystemExit("The outcome page has no form that saves.")
    numbers = itertools.count(int(first["version"]))

    def save() -> serving.Reply:
        version = next(numbers)
        changed = {"version": str(version), "notes": f"Looked at again, number {version}."}
        data = [(name, changed.get(name, value)) for name, value in fields.data]
        return browser.ask("POST", path, data)

    return save
