"""Where do uploads lie? By their hash, on a disk or in an object store."""
