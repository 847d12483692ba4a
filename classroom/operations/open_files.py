"""Raising what the system allows a process: every socket of a class is an open file."""

import resource


def allow_many_sockets() -> None:
    """Raise the soft limit of open files to the hard one, for this process and the children it starts."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
