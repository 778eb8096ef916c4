"""Many notices in, one output folder out: worker processes, a journal to go on from, the final files."""
