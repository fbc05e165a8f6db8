"""`python -m bettercare.checking FOLDER` writes the rule handbook."""

import sys
from pathlib import Path

from bettercare.checking.specification import write_handbook

if __name__ == "__main__":
    write_handbook(Path(sys.argv[1]))
