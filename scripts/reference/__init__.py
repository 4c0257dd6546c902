"""``make reference``: the reference in ``docs/``, written from the code and its sentences.

Nothing in it is typed by hand, so that it cannot say something else than the program does.
"""
