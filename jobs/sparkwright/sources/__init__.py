"""Loading tables of a database: finding new rows, reading them, and writing them to the lake."""
