"""`docs/TABLES.md`: what each table, view and column means, made from the stores' own comments."""
