"""What `./run` does. `__main__`, `commands`, `packages`, `paths` and `serving` need nothing but Python;
`preparing`, `working`, `testing` and `postgres` run inside the virtual environment that `packages` makes.
"""
