"""A file that cannot be attached, in the words of the person who brought it."""

from django.utils.translation import gettext as _

from feed.errors import DomainError


class FileRefused(DomainError):
    """The file is too large, of a kind we do not take, broken, or hides another one; `extra`: name, reason."""

    code = "file_refused"
    status = 422


def refuse(name: str, reason: str, message: str) -> FileRefused:
    """Return the refusal of the file called `name`; `reason` is for programs, `message` for people."""
    return FileRefused(_("‘%(name)s’: %(message)s") % {"name": name, "message": message}, name=name, reason=reason)
