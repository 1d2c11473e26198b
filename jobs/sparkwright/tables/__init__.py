"""Tables of the lake: their snapshots, an attempt's writes to them, and publishing."""
