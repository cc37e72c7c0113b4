"""A plan kept in memory and repaired where something happens, in milliseconds."""
