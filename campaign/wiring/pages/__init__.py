"""Pages for people: the rehearsal's page and the preview.

A page is one HTML file that carries its style and script, with the pictures that it shows in
``cards/`` beside it. It asks nothing of any server, works from the disk and without scripts.
"""
