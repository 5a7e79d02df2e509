"""Pages for running the office: people, rules, calendar, audit, account."""
