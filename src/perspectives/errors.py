"""The one exception for problems that the user can fix."""


class PerspectivesError(Exception):
    """A problem in the input or the command that the user can fix.

    The message is one line: what is wrong (with the bad value), where, and what to do.
    """
