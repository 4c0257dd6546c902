"""The kinds of workers that are struck."""

PUBLISHER = "publisher"
"""What publishes, without anything around it: it starts within a moment."""
WHOLE = "whole"
"""The whole program, ``run --only worker``, on a server."""
NAIVE = "naive"
"""A sender that knows of no ledger, for comparison."""
