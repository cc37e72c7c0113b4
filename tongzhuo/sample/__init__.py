"""Who lives in the sample district, where, and what they say: invented, the same on every run."""
