"""What a person sends in about one outcome."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from wardmote.rules.assess import answers as rules
from wardmote.rules.assess import texts
from wardmote.rules.assess.answers import Problem, Reply, Said
from wardmote.rules.assess.judging import Answer
from wardmote.rules.frameworks.values import Outcome
from wardmote.rules.refusal import Invalid

ANSWER, HOW = "answer-", "how-"
LAST_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent in, as far as it can be read; `problems` says what cannot."""

    said: Said
    confirms: bool
    problems: tuple[Problem, ...]


def read(sent: QueryDict, outcome: Outcome) -> Form:
    """Read the form of an outcome. All that was written is kept, sound or not."""
    problems = [
        Problem(f"{rules.STATEMENT}{code}", f"There is no statement {code[:40]!r} here.")
        for code in _unknown(sent, outcome)
    ]
    replies: dict[str, Reply] = {}
    for statement in outcome.statements:
        try:
            reply = _reply(sent, statement.code)
        except Invalid as invalid:
            problems.append(Problem(f"{rules.STATEMENT}{statement.code}", invalid.message))
            continue
        if reply is not None:
            replies[statement.code] = reply
    said = Said(
        statements=replies,
        notes=texts.text(sent.get("notes", "")),
        judged=texts.text(sent.get("judged", "")),
        reason=texts.text(sent.get("reason", "")),
    )
    return Form(said, sent.get("confirms") == "yes", tuple(problems))


def version(sent: Mapping[str, str], name: str = "version") -> int:
    """Read which version the form was opened at.

    Raises: Invalid where it is missing or no number: what was written cannot be told apart then
    from what others wrote.
    """
    text = sent.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LAST_VERSION):
        raise Invalid(
            "The form came without the version that it was opened at. "
            "Copy what you wrote and open the outcome again.",
            field=name,
        )
    return int(text)


def _reply(sent: QueryDict, code: str) -> Reply | None:
    answer = sent.get(f"{ANSWER}{code}", "")
    how = texts.text(sent.get(f"{HOW}{code}", ""))
    if sent.get("clear") == code or not (answer or how):
        return None
    if not answer:
        raise Invalid(f"Choose an answer for {code}, or clear what is written under it.")
    if answer not in list(Answer):
        raise Invalid(f"Choose an answer for {code} from the list.")
    return Reply(Answer(answer), how)


def _unknown(sent: QueryDict, outcome: Outcome) -> list[str]:
    """Name the statements that were answered but are not of this outcome: ten at most."""
    known = {statement.code for statement in outcome.statements}
    named = {
        name.removeprefix(lead) for name in sent for lead in (ANSWER, HOW) if name.startswith(lead)
    }
    return sorted(named - known)[:10]
