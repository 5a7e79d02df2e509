"""Django's PostgreSQL backend with a cheaper look at connections that come out of the pool (settings.DATABASES)."""
