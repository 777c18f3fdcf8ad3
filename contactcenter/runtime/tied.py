"""Become a program that ends with its parent: `python -I -S tied.py PARENT SIGNAL NICENESS COMMAND …`.

What has to happen between fork and exec happens in a new process instead: Python between the two may wait for ever for
a lock that one of the parent's threads held.
"""

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
# The kernel shares processors between sessions first (sched(7), autogroup); niceness alone counts only within one.
SESSION_NICENESS = Path("/proc/self/autogroup")


def main() -> None:
    """Have the kernel send SIGNAL when PARENT ends, block no signal, step back by NICENESS (0–19), become COMMAND.

    Exits with 127 where there is no such command.
    """
    parent, sign, niceness, *command = sys.argv[1:]
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(sign))
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if os.getppid() != int(parent):
        sys.exit(1)
    if int(niceness):
        os.nice(int(niceness))
        with contextlib.suppress(OSError):
            SESSION_NICENESS.write_text(niceness)
    try:
        os.execvp(command[0], command)  # noqa: S606  # that is what it is for
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(127)


if __name__ == "__main__":
    main()
