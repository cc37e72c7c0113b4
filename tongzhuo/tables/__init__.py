"""Tables that people bring: opening them, going through their rows, reading what stands in a cell, listing what is
rejected. Knows no other room: what the columns mean is decided in `imports`."""
