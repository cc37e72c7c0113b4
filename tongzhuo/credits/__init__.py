"""Time credit: hours given come back as hours of help. Off unless a place decides on it, and apart from the record."""
