"""Questions: what is remembered, asked within a scope. Nothing here writes."""
