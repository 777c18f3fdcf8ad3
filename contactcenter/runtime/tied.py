"""Become a program that ends with its parent: `python -I -S tied.py PARENT SIGNAL COMMAND …`.

What has to happen between fork and exec happens in a new process instead: Python between the two may wait for ever for
a lock that one of the parent's threads held.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Have the kernel send SIGNAL when PARENT ends, block no signal, and become COMMAND. Exits with 127 without it."""
    parent, sign, *command = sys.argv[1:]
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(sign))
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if os.getppid() != int(parent):
        sys.exit(1)
    try:
        os.execvp(command[0], command)  # noqa: S606  # that is what it is for
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(127)


if __name__ == "__main__":
    main()
