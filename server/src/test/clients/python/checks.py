"""What the programs beside this file share: small checks that say what they expected."""

import sys
import time
import traceback


def check(condition, expectation):
    if not condition:
        raise AssertionError("expected " + expectation)


def until(condition, expectation, step):
    """Takes steps (polls, which wait by themselves) until the condition holds."""
    limit = time.monotonic() + 90
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError("expected in time: " + expectation())
        step()


def run(*steps):
    """Runs the steps in order, each with a line of output; a failure ends the process with code 1."""
    for step in steps:
        name = step.__name__.replace("_", " ")
        try:
            step()
        except Exception:
            print("failed " + name + ": " + traceback.format_exc(), flush=True)
            sys.exit(1)
        print("ok " + name, flush=True)
