"""How does a protected order live, from draft to closed?

``order`` is the one door (``decide``, ``evolve``, the unions); ``stages`` the tables of stages;
``state`` what is known; ``deadlines`` all waits; ``progress`` what follows by itself; ``acts``
one file for each act of the trade; ``offers`` what somebody could do now; ``preview`` what a
command would change.
"""
