"""Turns an invented council into rows of every room's tables, in the order of their keys."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from wardmote.engines.sample import values
from wardmote.rules.assess import judging, life
from wardmote.rules.register import search
from wardmote.server.shell import keys

COLUMNS = {
    "register_organisation": "id code name short_name gss_code kind tier region latitude longitude "
    "hexagon_q hexagon_r population website starts_on ends_on part_of is_invented found_by",
    "people_person": "id password email name is_active joined_at wants_digest",
    "people_membership": "id organisation_id person_id role since",
    "assess_assessment": "id organisation_id framework profile title starts_on due_on state "
    "created_by_id created_at approved_by_id approved_at shared_at judged_count judgement_count",
    "people_assignment": "id organisation_id person_id subject granted_by_id granted_at",
    "assess_scope": "id organisation_id assessment_id mission objectives priorities "
    "threat_landscape risk_appetite version",
    "assess_service": "id organisation_id assessment_id name description owner in_scope version",
    "assess_system": "id organisation_id assessment_id name kind supplier description criticality "
    "criteria rationale is_prioritised priority_reason version",
    "assess_support": "id organisation_id assessment_id system_id service_id",
    "assess_scopesignoff": "id organisation_id assessment_id signed_by_id signed_at "
    "cleared_because",
    "assess_part": "id organisation_id assessment_id number kind system_id title",
    "assess_answer": "id organisation_id assessment_id part_id outcome position version statements "
    "notes indicative rule judged reason saved_by_id saved_at needs_review carried_from "
    "work_state owner_id due_on blocker next_step",
    "assess_answerversion": "id organisation_id assessment_id answer_id version statements notes "
    "indicative rule judged reason saved_by_id saved_at",
    "assess_collaborator": "id organisation_id assessment_id answer_id person_id",
    "assess_evidence": "id organisation_id title kind kept_at dated_on owner shows review_on "
    "added_by_id added_at version",
    "assess_evidenceuse": "id organisation_id assessment_id evidence_id answer_id shows "
    "added_by_id added_at",
    "assess_comment": "id organisation_id assessment_id answer_id author_id text written_at "
    "resolved_by_id resolved_at",
    "assess_mention": "id organisation_id assessment_id comment_id person_id",
    "audit_event": "id at person_id person_name organisation_id verb subject_kind subject_id "
    "change",
}
"""Each table's columns; the tables stand in an order in which every reference is there first."""

Rows = defaultdict[str, list[tuple[Any, ...]]]


@dataclass
class Writer:
    """Collects the rows of council after council; `take` hands them over."""

    now: datetime
    with_history: bool
    rows: Rows = field(default_factory=lambda: defaultdict(list))
    people: dict[str, UUID] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)
    first_people: dict[str, UUID] = field(default_factory=dict)

    def take(self) -> Rows:
        """Give the rows collected so far and start anew."""
        taken, self.rows = self.rows, defaultdict(list)
        return taken

    def member(self, member: values.Member) -> None:
        """Add an organisation with all that belongs to it."""
        self.names.clear()
        organisation = self._organisation(member)
        people = [self._person(person, organisation) for person in member.people]
        if people:
            self.first_people[member.organisation.code] = people[0]
        evidence = [self._evidence(one, organisation, people) for one in member.evidence]
        for assessment in member.assessments:
            self._assessment(assessment, organisation, people, evidence)

    def _add(self, table: str, *row: Any) -> UUID:
        key = keys.new()
        self.rows[table].append((key, *row))
        return key

    def _tell(
        self, of: tuple[UUID, UUID], at: datetime | None, who: UUID, verb: str, **change: Any
    ) -> None:
        """Put into the history what a person did to a thing of an organisation.

        Shape: `of` is the organisation and the thing, whose kind is in `change`.
        """
        if self.with_history and at is not None:
            organisation, subject = of
            kind = change.pop("kind")
            did = (at, who, self.names[who], organisation, verb, kind, subject)
            self._add("audit_event", *did, json.dumps(change))

    def _organisation(self, member: values.Member) -> UUID:
        it = member.organisation
        return self._add(
            "register_organisation",
            *(it.code, it.name, it.short_name, it.gss_code, it.kind, it.tier),
            *(it.region or "", it.latitude, it.longitude, it.hexagon_q, it.hexagon_r),
            *(it.population, it.website, it.starts_on, it.ends_on, list(it.part_of), True),
            search.folded(search.index([it])[0]),
        )

    def _person(self, it: values.Person, organisation: UUID) -> UUID:
        key = self._add("people_person", "!", it.email, it.name, True, self.now, True)
        self.names[key] = it.name
        for role in it.roles:
            self._add("people_membership", organisation, key, role, self.now)
            if role == "independent_assurer":
                self.people[it.email] = key
        return key

    def _evidence(self, it: values.Evidence, organisation: UUID, people: list[UUID]) -> UUID:
        return self._add(
            "assess_evidence",
            *(organisation, it.title, it.kind, it.kept_at, it.dated_on, it.owner, it.shows),
            *(it.review_on, people[it.added_by], it.added_at, 0),
        )

    def _assessment(
        self,
        it: values.Assessment,
        organisation: UUID,
        people: list[UUID],
        evidence: list[UUID],
    ) -> None:
        approver = None if it.approved_by is None else people[it.approved_by]
        key = self._add(
            "assess_assessment",
            *(organisation, it.framework, it.profile, it.title, it.starts_on, it.due_on),
            *(it.state, people[it.created_by], it.created_at, approver, it.approved_at),
            *(it.shared_at, it.judged_count, it.judgement_count),
        )
        for email in it.assurers:
            lead = people[it.created_by]
            self._add("people_assignment", organisation, self.people[email], key, lead, self.now)
        self._life(it, (organisation, key), people)
        systems = self._scope(it.scope, (organisation, key), people)
        for part in it.parts:
            self._part(part, (organisation, key), systems, people, evidence)

    def _life(self, it: values.Assessment, of: tuple[UUID, UUID], people: list[UUID]) -> None:
        """Tell how an assessment came to the state in which it is."""
        lead, verbs, states = people[it.created_by], life.STEP_VERBS, life.AssessmentState
        began = {"framework": it.framework, "profile": it.profile}
        self._tell(of, it.created_at, lead, "started the assessment", kind="assessment", **began)
        approver = lead if it.approved_by is None else people[it.approved_by]
        for at, who, step, state in (
            (it.sent_at, lead, life.Step.SEND_FOR_REVIEW, [states.OPEN, states.IN_REVIEW]),
            (it.approved_at, approver, life.Step.APPROVE, [states.IN_REVIEW, states.APPROVED]),
            (it.shared_at, lead, life.Step.SHARE, [states.APPROVED, states.SHARED]),
        ):
            self._tell(of, at, who, verbs[step], kind="assessment", state=state)

    def _scope(self, it: values.Scope, of: tuple[UUID, UUID], people: list[UUID]) -> list[UUID]:
        context = (it.mission, it.objectives, it.priorities, it.threat_landscape, it.risk_appetite)
        self._add("assess_scope", *of, *context, 0)
        services = [
            self._add("assess_service", *of, one.name, one.description, one.owner, one.in_scope, 0)
            for one in it.services
        ]
        systems = []
        for one in it.systems:
            system = self._add(
                "assess_system",
                *(*of, one.name, one.kind, one.supplier, one.description, one.criticality),
                *(list(one.criteria), one.rationale, one.is_prioritised, one.priority_reason, 0),
            )
            systems.append(system)
            for position in one.services:
                self._add("assess_support", *of, system, services[position])
        if it.signed_by is not None:
            signer = people[it.signed_by]
            signed = self._add("assess_scopesignoff", *of, signer, it.signed_at, "")
            about = (of[0], signed)
            self._tell(about, it.signed_at, signer, "signed off the scope", kind="scope sign-off")
        return systems

    def _part(
        self,
        it: values.Part,
        of: tuple[UUID, UUID],
        systems: list[UUID],
        people: list[UUID],
        evidence: list[UUID],
    ) -> None:
        system = None if it.system is None else systems[it.system]
        part = self._add("assess_part", *of, it.number, it.kind, system, it.title)
        for answer in it.answers:
            self._answer(answer, (*of, part), it.number, people, evidence)

    def _answer(
        self,
        it: values.Answer,
        of: tuple[UUID, UUID, UUID],
        number: int,
        people: list[UUID],
        evidence: list[UUID],
    ) -> None:
        organisation, assessment, _part = of
        saver = None if it.saved_by is None else people[it.saved_by]
        version = 0 if saver is None else 1
        said = (
            *(version, it.said.as_json, it.said.notes, it.said.indicative),
            *(judging.RULE if it.said.indicative else "", it.said.judged, it.said.reason),
            *(saver, it.saved_at),
        )
        owner = None if it.owner is None else people[it.owner]
        work = (it.work_state, owner, it.due_on, it.blocker, it.next_step)
        key = self._add("assess_answer", *of, it.outcome, it.position, *said, False, "", *work)
        if version and self.with_history:
            self._add("assess_answerversion", organisation, assessment, key, *said)
        if saver is not None:
            self._answered(it, (organisation, key), number, saver)
        for position in it.collaborators:
            self._add("assess_collaborator", organisation, assessment, key, people[position])
        for position in it.evidence:
            use = (evidence[position], key, "", people[it.saved_by or 0], it.saved_at or self.now)
            self._add("assess_evidenceuse", organisation, assessment, *use)
        for comment in it.comments:
            self._comment(comment, (organisation, assessment), key, people)

    def _answered(self, it: values.Answer, of: tuple[UUID, UUID], number: int, saver: UUID) -> None:
        texts = {"judged": it.said.judged, "notes": it.said.notes, "reason": it.said.reason}
        fields = [f"statement:{code}" for code, _, _ in it.said.statements]
        fields += [name for name, text in texts.items() if text]
        change = {"outcome": it.outcome, "part": number, "version": [0, 1], "fields": fields}
        self._tell(of, it.saved_at, saver, "answered the outcome", kind="answer", **change)

    def _comment(
        self, it: values.Comment, of: tuple[UUID, UUID], answer: UUID, people: list[UUID]
    ) -> None:
        resolver = None if it.resolved_by is None else people[it.resolved_by]
        key = self._add(
            "assess_comment",
            *(*of, answer, people[it.author], it.text, it.written_at, resolver, it.resolved_at),
        )
        for position in it.mentions:
            self._add("assess_mention", *of, key, people[position])


def in_order(rows: Rows) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Give each table's rows, referenced tables first."""
    for table in COLUMNS:
        if rows[table]:
            yield table, rows[table]
