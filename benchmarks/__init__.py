"""Long measurements, each a module whose docstring begins with what it measures. `./run bench` lists them."""
