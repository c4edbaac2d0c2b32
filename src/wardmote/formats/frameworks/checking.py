"""Checks anyone's file before it is stored: a framework, a wording of one, or a profile."""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.formats.frameworks import profile_reading, reading, shipped
from wardmote.formats.frameworks.profile_reading import Head, ProfileReading
from wardmote.rules.frameworks import packs
from wardmote.rules.frameworks.readings import Problem, Report
from wardmote.rules.frameworks.values import Framework, Profile
from wardmote.rules.refusal import Missing


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file holds and all that is wrong with it.

    Shape: `framework` or `profile` is there where the file may be stored; `report` is there for
    a framework and `targets` for a profile.
    """

    source: str
    report: Report | None = None
    targets: ProfileReading | None = None
    framework: Framework | None = None
    profile: Profile | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Give all that is wrong, by line."""
        found = self.report or self.targets
        return found.problems if found else ()

    @property
    def may_store(self) -> bool:
        """Tell whether nothing is wrong."""
        return self.framework is not None or self.profile is not None

    @property
    def what(self) -> str:
        """Say what would be stored."""
        if self.profile and self.targets:
            named = f"{self.targets.target_count} of {self.targets.outcome_count} outcomes"
            return f"the profile {self.profile.ref}, which names {named}"
        if self.framework:
            it = self.framework
            return f"{it.name} ({it.ref}), in the wording {it.wording!r}"
        return ""

    @property
    def is_new(self) -> bool:
        """Tell whether it is a framework of which only the form could be checked."""
        return self.report is not None and not self.report.known


def check(data: bytes, source: str, known: Sequence[Framework], head: Head) -> Checked:
    """Read a file whatever it holds, and compare it with what is known.

    Shape: `head.title` names a wording or a profile that the file does not name.
    Raises: Invalid, Missing: where the file cannot be read or its framework is not known.
    """
    if profile_reading.is_profile(data, source):
        targets = profile_reading.read(data, source, head, lambda ref: _find(known, ref))
        return Checked(source, targets=targets, profile=targets.profile)
    read = reading.read(data, source)
    published = {each.ref: shipped.fingerprints(each.ref) for each in known}
    if head.framework:
        chosen = _find(known, head.framework)
        report = packs.check(chosen, read, published[chosen.ref])
    else:
        report = packs.closest(known, read, published)
    if not report.complete:
        return Checked(source, report=report)
    framework = read.framework
    if report.known:
        name = head.title or (framework.wording if framework else "") or f"From {source}"
        origin = f"Imported from {source} ({report.format})."
        framework = packs.reword(_find(known, report.framework), report, name, origin)
    return Checked(source, report=report, framework=framework)


def _find(known: Sequence[Framework], ref: str) -> Framework:
    for each in known:
        if each.ref == ref:
            return each
    refs = ", ".join(each.ref for each in known)
    raise Missing(f"Wardmote does not know the framework {ref[:40]!r}. It knows: {refs}.")
