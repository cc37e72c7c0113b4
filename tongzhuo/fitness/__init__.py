"""Whether whoever has signed up may still come: asked again whenever something changes, and at the door."""
