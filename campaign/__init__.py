"""Pregonero: the communications campaign of a public seminar series, from one folder."""
