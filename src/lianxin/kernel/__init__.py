"""The kernel: what is remembered (models), what is asked (reads), what changes (acts), who may (abilities)."""
