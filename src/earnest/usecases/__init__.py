"""In which order do effects happen? The write path, its dry run, and the loops around it.

``perform`` is the write path, ``commit`` runs it in a unit with retries, ``preview`` is its dry
run, ``look`` the read path, ``sweep``, ``deliver`` and ``intake`` the three loops. Only ports
are known here, no technology.
"""
