"""The exit codes of the command line."""

DONE = 0
SOME_FAILED = 1
USAGE = 2
NOTHING_DONE = 3
#: 128 + SIGINT, as shells have it.
INTERRUPTED = 130
