"""Am I covered, for how much, and by what? What stands behind the promise."""
