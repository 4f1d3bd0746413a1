"""What does ``python -m earnest.cli`` do? The same as the command ``earnest``."""

from earnest.cli import main

if __name__ == "__main__":
    main()
