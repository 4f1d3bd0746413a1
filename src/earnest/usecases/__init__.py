"""In which order do effects happen? The write path, the read path, and their ports."""
