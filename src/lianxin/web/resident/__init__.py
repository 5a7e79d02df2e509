"""Pages for residents: say, follow, confirm; the wish tree; public progress."""
