"""The pure heart: values and rules, no clock, disk, network or framework.

Time comes in as an argument, randomness as a value, files as text.
"""
