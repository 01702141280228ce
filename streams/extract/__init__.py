"""One question about a page a module: what is its title, its date, its body."""
