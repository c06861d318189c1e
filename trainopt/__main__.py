"""`python -m trainopt` is `trainopt`."""

from trainopt.cli import main

if __name__ == "__main__":
    main()
