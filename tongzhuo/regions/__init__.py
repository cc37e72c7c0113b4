"""A city planned region by region: in one process, in several, or on several machines; always the same plan."""
