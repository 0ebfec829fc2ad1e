"""`python -m dropout_lab` is `dropout-lab`."""

from dropout_lab.cli import main

if __name__ == "__main__":
    main()
