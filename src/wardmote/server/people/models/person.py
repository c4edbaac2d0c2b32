"""A person who can sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from wardmote.server.shell import keys


class People(BaseUserManager["Person"]):
    """Finds people; email addresses compare without case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find a person by email address, in any case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """A person. The key is `id`; an address can change and never says who someone is."""

    id = models.UUIDField(primary_key=True, default=keys.new)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    wants_digest = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[People] = People()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="people_email_once")]

    def __str__(self) -> str:
        """Give the name."""
        return self.name

    def get_full_name(self) -> str:
        """Give the name, as the sign-in library asks for it."""
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Refuse: permissions are roles, and no table of Django's gives any."""
        return False
