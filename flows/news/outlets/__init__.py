"""The outlets of sources.yaml and how each of them does."""
