"""What people type: its shape, and the words when it is wrong."""

from wardmote.server.people.forms.people import Accept, Invite, Key, Name, Roles
from wardmote.server.people.forms.sign_in import SignIn

__all__ = ["Accept", "Invite", "Key", "Name", "Roles", "SignIn"]
