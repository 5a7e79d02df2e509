"""Pages for those who work matters: to-do list, matter page, registering, stations."""
