"""The boxes of the pages about people, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from bettercare.reading.dates import read_date
from bettercare.rounds.model import SignoffRole
from bettercare.service.accounts.models import Role

Choices = Sequence[tuple[str, str]]
_WORDS = {
    Role.LEAD: "Better Care Fund lead: writes, keeps versions, sends, and looks after people",
    Role.WRITER: "Writer: writes the plan",
    Role.READER: "Reader: sees the plan, and changes nothing",
}


class DayField(forms.Field):
    """A day as people write it, such as 1 April 2026 or 01/04/2026."""

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        read = read_date(text)
        if not isinstance(read.value, date) or read.doubt:
            raise forms.ValidationError("Enter a day, such as 1 April 2026.")
        return read.value


def doings(signoff: Sequence[SignoffRole]) -> Choices:
    """What a lead can give people to do: the roles, a signatory once for each signature that the round asks for."""
    signs = [(f"{Role.SIGNATORY}:{role.id}", f"Signs: {role.title}") for role in signoff]
    return [*((role.value, words) for role, words in _WORDS.items()), *signs]


def doing_of(choice: str) -> tuple[Role, str]:
    """A choice of `doings` as a role and what a signatory signs as."""
    role, _, signs_as = choice.partition(":")
    return Role(role), signs_as


class InvitationForm(forms.Form):
    """Who is invited, to do what for which organisation, and from when until when."""

    email = forms.CharField(label="Work e-mail address", max_length=254)
    name = forms.CharField(label="Name", max_length=200)
    position = forms.CharField(label="Position (optional)", max_length=200, required=False)
    organisation = forms.ChoiceField(label="Organisation")
    does = forms.ChoiceField(label="What they will do")
    starts = DayField(label="First day")
    ends = DayField(label="Last day (optional)", required=False, help_text="Leave empty where no end is known")

    def __init__(self, data: Any, organisations: Choices, does: Choices, first_day: str) -> None:
        super().__init__(data, initial={"starts": first_day})
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        self.fields["does"].choices = does  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """What somebody does from now on, and until when."""

    does = forms.ChoiceField(label="What they do")
    ends = DayField(label="Last day (optional)", required=False, help_text="Leave empty where no end is known")

    def __init__(self, data: Any, does: Choices, initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial)
        self.fields["does"].choices = does  # type: ignore[attr-defined]


class AdministratorForm(forms.Form):
    """A national administrator to be invited."""

    email = forms.CharField(label="Work e-mail address", max_length=254)
    name = forms.CharField(label="Name", max_length=200)


class AnswerForm(forms.Form):
    """What an invited person says: the name that others shall see, and a password."""

    name = forms.CharField(label="Your name", max_length=200, help_text="As your colleagues shall see it")
    position = forms.CharField(label="Your position (optional)", max_length=200, required=False)
    password = forms.CharField(
        label="Choose a password", strip=False, widget=forms.PasswordInput,
        help_text="At least 12 characters. Three words that do not belong together are easy to remember and hard to guess",
    )  # fmt: skip
    again = forms.CharField(label="The same password again", strip=False, widget=forms.PasswordInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", "The two passwords differ.")
        return given


class OrganisationForm(forms.Form):
    """The work address whose domain tells an organisation."""

    email = forms.EmailField(
        label="Work e-mail address",
        error_messages={
            "required": "Enter your work e-mail address.",
            "invalid": "Enter an e-mail address, such as name@council.example.",
        },
    )
