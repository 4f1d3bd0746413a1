"""How are events kept so that nobody can change them unseen? Codec, hash chain, checkpoints."""
