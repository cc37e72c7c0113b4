"""The city solver: auction, bound, help, switches; behind the same door as the exact one."""
