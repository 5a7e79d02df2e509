"""From a sentence to what it is, where it is, what in it is private and what it resembles. Pure Python, no Django.

One door: `understanding.Reader.read`. Whatever learns to read better later comes in through the same door.
"""
