"""Requests to strangers' servers: bounded, polite, and safe."""
