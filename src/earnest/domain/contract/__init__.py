"""What have the two sides agreed, and can it be tested?

``terms`` is the contract, ``lots`` its parts by value, ``gaps`` what it lacks before it can be
covered, ``signing`` the hash that both sides sign, ``incoterms`` the delivery terms.
"""
