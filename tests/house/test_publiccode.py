"""`publiccode.yml` is what its standard asks, version 0.4, and says what the project is."""

import copy
import re
import tomllib
from typing import Any

import jsonschema_rs
import pytest
import yaml

from tests.house import sources

TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://"}
DATE = {"type": "string", "format": "date"}
LANGUAGE = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"
"""The part of BCP 47 that we would use: language, script, region."""
COUNTRIES = {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}}
CATEGORIES = """
accounting agile-project-management applicant-tracking application-development
appointment-scheduling backup billing-and-invoicing blog budgeting business-intelligence
business-process-management cad call-center-management cloud-management collaboration
communications compliance-management contact-management content-management crm
customer-service-and-support data-analytics data-collection data-visualization
digital-asset-management digital-citizenship document-management donor-management e-commerce
e-signature email-management email-marketing employee-management enterprise-project-management
enterprise-social-networking erp event-management facility-management
feedback-and-reviews-management financial-reporting fleet-management fundraising gamification
geographic-information-systems grant-management graphic-design help-desk hr ide
identity-management instant-messaging inventory-management it-asset-management it-development
it-management it-security it-service-management knowledge-management
learning-management-system marketing mind-mapping mobile-marketing mobile-payment
network-management office online-booking online-community payment-gateway payroll
predictive-analysis procurement productivity-suite project-collaboration project-management
property-management real-estate-management remote-support resource-management
sales-management seo service-desk social-media-management survey talent-management
task-management taxes-management test-management time-management time-tracking translation
video-conferencing video-editing visitor-management voip warehouse-management
web-collaboration web-conferencing website-builder workflow-management
"""
SCOPES = """
agriculture culture defence education emergency-services employment energy environment
finance-and-economic-development foreign-affairs government healthcare infrastructures justice
local-authorities manufacturing research science-and-technology security society sport tourism
transportation welfare
"""
TYPES = [
    *("standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web"),
    *("standalone/backend", "standalone/other", "addon", "library", "configurationFiles"),
]


def whole(needed: str, **keys: Any) -> dict[str, Any]:
    """Describe a section: what it must have, what it may have, and nothing else."""
    return {
        "type": "object",
        "properties": keys,
        "required": needed.split(),
        "additionalProperties": False,
    }


def some(of: Any) -> dict[str, Any]:
    """Describe a list that has something in it and nothing twice."""
    return {"type": "array", "items": of, "minItems": 1, "uniqueItems": True}


DEPENDENCY = whole(
    "name", name=TEXT, versionMin=TEXT, versionMax=TEXT, version=TEXT, optional={"type": "boolean"}
)
CONTACT = whole("name", name=TEXT, email={"type": "string", "format": "email"}, affiliation=TEXT)
DESCRIPTION = whole(
    "shortDescription longDescription features",
    localisedName=TEXT,
    shortDescription={**TEXT, "maxLength": 150},
    longDescription={"type": "string", "minLength": 500, "maxLength": 10_000},
    documentation=ADDRESS,
    apiDocumentation=ADDRESS,
    features=some(TEXT),
)
STANDARD = whole(
    "publiccodeYmlVersion name url releaseDate platforms developmentStatus softwareType"
    " description legal maintenance localisation",
    publiccodeYmlVersion={"const": "0.4"},
    name=TEXT,
    url=ADDRESS,
    landingURL=ADDRESS,
    softwareVersion=TEXT,
    releaseDate=DATE,
    platforms=some(TEXT),
    categories=some({"enum": CATEGORIES.split()}),
    developmentStatus={"enum": ["concept", "development", "beta", "stable", "obsolete"]},
    softwareType={"enum": TYPES},
    intendedAudience=whole(
        "",
        scope=some({"enum": SCOPES.split()}),
        countries=COUNTRIES,
        unsupportedCountries=COUNTRIES,
    ),
    description={
        "type": "object",
        "patternProperties": {LANGUAGE: DESCRIPTION},
        "additionalProperties": False,
        "minProperties": 1,
    },
    legal=whole("license", license=TEXT, mainCopyrightOwner=TEXT),
    maintenance=whole(
        "type contacts", type={"enum": ["internal", "community", "none"]}, contacts=some(CONTACT)
    ),
    localisation=whole(
        "localisationReady availableLanguages",
        localisationReady={"type": "boolean"},
        availableLanguages=some({"type": "string", "pattern": LANGUAGE}),
    ),
    dependsOn=whole(
        "", open=some(DEPENDENCY), proprietary=some(DEPENDENCY), hardware=some(DEPENDENCY)
    ),
)
"""What the standard asks of the keys that we use; a key that is new to us is added here."""
CHECK = jsonschema_rs.validator_for(STANDARD, validate_formats=True)
OURS = yaml.safe_load((sources.ROOT / "publiccode.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((sources.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

WRONG: dict[str, Any] = {
    "publiccodeYmlVersion": "9",
    "url": "wardmote",
    "releaseDate": "2026-13-01",
    "platforms": [],
    "categories": ["security"],
    "developmentStatus": "alpha",
    "softwareType": "web",
    "intendedAudience.scope": ["councils"],
    "intendedAudience.countries": ["England"],
    "description.en.shortDescription": "x" * 151,
    "description.en.longDescription": "x" * 499,
    "description.en.features": [],
    "maintenance.type": "volunteers",
    "maintenance.contacts": [{"email": "a@b.example"}],
    "localisation.localisationReady": "no",
    "localisation.availableLanguages": ["English"],
    "dependsOn.open": [{"version": "15"}],
    "licence": "MIT",
}


def test_it_is_what_the_standard_asks() -> None:
    assert [f"{list(each.instance_path)}: {each.message}" for each in CHECK.iter_errors(OURS)] == []


@pytest.mark.parametrize("path", WRONG)
def test_what_the_standard_does_not_allow_would_be_found(path: str) -> None:
    broken = copy.deepcopy(OURS)
    *sections, key = path.split(".")
    section = broken
    for name in sections:
        section = section[name]
    section[key] = WRONG[path]
    assert not CHECK.is_valid(broken)


def test_it_says_what_the_project_says() -> None:
    needs = {one["name"]: one["versionMin"] for one in OURS["dependsOn"]["open"]}
    guide = (sources.ROOT / "docs/how-to/run-on-one-machine.md").read_text(encoding="utf-8")
    assert OURS["softwareVersion"] == PROJECT["version"]
    assert OURS["legal"]["license"] == PROJECT["license"]
    assert f">={needs['Python']}" == PROJECT["requires-python"]
    assert re.findall(r"PostgreSQL (\d+)", guide) == [needs["PostgreSQL"]]
