"""Annotated notices: their inline form, other tools' forms, checks, and the corpora made from them."""
