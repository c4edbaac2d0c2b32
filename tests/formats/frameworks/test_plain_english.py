"""Our own wording is plain enough for a reader of 12 to 14: the Flesch-Kincaid grade says so."""

import re
from statistics import mean

import pytest

from wardmote.formats.frameworks import shipped
from wardmote.rules.frameworks.values import Framework

HARDEST_MEAN = 8.5  # grade 8 is read at 13
HARD, FEW = 11, 0.06  # what technical words make harder must stay rare

# An e that nobody says, at the end of a word or before an ending.
SILENT = re.compile(
    r"(?:[^aeiouyl]|[aeiour]l)e$|(?<![sc]h)[^aeiouylscxzg]es$|[aeiour]les$|[^aeiouytd]ed$"
    r"|[^l]e(?=(?:ly|ments?|ness|ful\w*|\wthing|where)$)"
)
# Vowels that stand side by side, but are spoken apart.
APART = re.compile(
    r"(?<![ctgs])ia(?!ge)|tia(?=t)|ie(?=rs?$|t|n(?![dt]))|io(?![nu])|[rvd]iou"
    r"|(?<![qg])u(?:a(?!r)|it[yi]|ou|in)|[cr]ea(?=t[eio]|l)|rea$|oa(?=ct|ut)|[bk]ei(?=ng)|sm$"
)


def syllables(word: str) -> int:
    found = re.findall("[aeiouy]+", word.lower())
    return max(1, len(found) - len(SILENT.findall(word)) + len(APART.findall(word)))


def grade(text: str) -> float:
    """Give the Flesch-Kincaid grade: the school year (of the USA) in which the text is read."""
    words = re.findall(r"[A-Za-z0-9]+(?:['’][a-z]+)?", text)
    sentences = len(re.findall(r"[.!?](?=\s|$)", text))
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59


def statements(framework: Framework) -> list[str]:
    return [each.text for outcome in framework.outcomes for each in outcome.statements]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "the board leads used planned risks"),
        (2, "council network systems process suppliers' secure managed devised people"),
        (3, "essential services supplier policies privileged resources assessments"),
        (4, "security reliable material scenario previously vulnerable"),
        (5, "authenticated continuity individual immediately"),
        (6, "responsibility availability"),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(count: int, words: str) -> None:
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_the_grade_is_that_of_the_formula() -> None:
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert grade("We know. We act on security.") == pytest.approx(0.39 * 3 + 11.8 * 9 / 6 - 15.59)


@pytest.mark.parametrize("ref", [each.ref for each in shipped.frameworks()])
def test_a_framework_reads_easily(ref: str) -> None:
    framework = shipped.framework(ref)
    for texts in (statements(framework), [each.summary for each in framework.outcomes]):
        assert mean(grade(text) for text in texts) < HARDEST_MEAN
    hard = [text for text in statements(framework) if grade(text) > HARD]
    assert len(hard) < FEW * len(statements(framework)), hard
