"""The language of packs: what a town may say about itself, and what follows from it.

Pure Python. Nothing here looks anything up: facts, the actor and the time are handed in, a Decision or a
refusal with reasons comes out. So every rule can be replayed, explained and tested without a database.
"""
