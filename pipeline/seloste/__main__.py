"""``python -m seloste``."""

from seloste.cli import main

if __name__ == "__main__":
    main()
