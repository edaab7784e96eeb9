"""The published page: its queries and templates."""
