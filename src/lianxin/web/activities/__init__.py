"""Activities: the calendar, one activity from plan to publication, branches, signing up, calendar feeds."""
