"""The city solver: one price system for people, places, things and money (docs/engine.md)."""
