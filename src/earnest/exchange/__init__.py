"""How do trade documents come in and go out? Orders that others wrote become contracts here.

``read`` recognises a file and reads it; ``ubl`` knows UBL 2.x orders, ``ubl_money`` their totals,
``own_form`` our documented JSON and TOML; ``xml_tree`` reads XML safely; ``numbers`` the exact
figures of documents. What a contract still lacks is told by ``domain.contract.gaps``; the
sentences for refusals and gaps are in ``words``.
"""
