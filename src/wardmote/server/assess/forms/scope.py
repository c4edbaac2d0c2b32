"""Forms of the scope: context, services, systems, priorities, sign-off."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from wardmote.rules.assess import describing, scope
from wardmote.server.assess.forms import fields

YES_NO = [("yes", "Yes"), ("no", "No")]


class ContextForm(fields.Form):
    """The five texts of the context."""

    version = fields.Version()
    mission = fields.Text()
    objectives = fields.Text()
    priorities = fields.Text()
    threat_landscape = fields.Text()
    risk_appetite = fields.Text()

    def described(self) -> scope.Context:
        """Give what was written."""
        return scope.Context(**{name: self.cleaned_data[name] for name in scope.CONTEXT_TITLES})


class ServiceForm(fields.Form):
    """An essential service."""

    version = fields.Version()
    name = fields.Line(error_messages={"required": "Enter the name of the service."})
    description = fields.Text()
    owner = fields.Line()
    in_scope = forms.ChoiceField(
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the service is in scope."},
    )

    def described(self) -> scope.Service:
        """Give what was written."""
        given = self.cleaned_data
        return scope.Service(
            name=given["name"],
            description=given["description"],
            owner=given["owner"],
            in_scope=given["in_scope"] == "yes",
        )


class SystemForm(fields.Form):
    """A system, and the services that it supports."""

    version = fields.Version()
    name = fields.Line(error_messages={"required": "Enter the name of the system."})
    kind = fields.Line(most=describing.KIND_LENGTH)
    supplier = fields.Line()
    description = fields.Text()
    services = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one service that the system supports.",
            "invalid_choice": "Choose services from the list. Someone may have removed one.",
        },
    )
    criticality = forms.ChoiceField(
        required=False,
        choices=[(one.value, title) for one, title in scope.CRITICALITY_TITLES.items()],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose how critical the system is from the list."},
    )
    criteria = forms.MultipleChoiceField(
        required=False,
        choices=[(one.value, title) for one, title in scope.CRITERION_TITLES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose criteria from the list."},
    )
    rationale = fields.Text()

    def __init__(self, *args: Any, services: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = self.fields["services"]
        listed.choices = list(services)  # type: ignore[attr-defined]

    def described(self) -> scope.System:
        """Give what was written."""
        given = self.cleaned_data
        return scope.System(
            name=given["name"],
            kind=given["kind"],
            supplier=given["supplier"],
            description=given["description"],
            criticality=given["criticality"],
            criteria=tuple(given["criteria"]),
            rationale=given["rationale"],
            services=frozenset(UUID(key) for key in given["services"]),
        )


class PriorityForm(fields.Form):
    """Why a system is prioritised."""

    reason = fields.Text(error_messages={"required": "Say why you prioritise this system."})
    was = fields.Text()


class SignOffForm(fields.Form):
    """The scope as the person saw it."""

    seen = forms.CharField(required=False, max_length=64)
