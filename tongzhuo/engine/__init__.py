"""The linkage engine: arrays in, plan, proof and explanation out. Knows no Django and no other room."""
