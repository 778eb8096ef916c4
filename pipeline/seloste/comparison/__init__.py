"""Facts of many notices side by side."""
