"""`python -m peersim` is `peersim`."""

from peersim.cli import main

if __name__ == "__main__":
    main()
