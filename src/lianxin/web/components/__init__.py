"""The pieces pages are laid from, as template tags; ``{% load ui %}`` brings them all."""
