"""Where do uploads lie? Under their SHA-256, on a disk; what they are is found in their bytes."""
