"""The outlets of sources.yaml, and their health."""
