"""连心 Lianxin: one matter is followed to its end, and one record feeds every ledger."""
