"""Every promise verified again, by code that shares nothing with any solver: arrays in, breaches out."""
