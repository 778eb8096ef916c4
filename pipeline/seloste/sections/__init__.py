"""Sections: every line of a notice with its section types."""
