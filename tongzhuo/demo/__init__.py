"""The sample district: invented people, organisations and needs, the same on every run."""
