"""Who records what time has made true, and sends what waits? The loop of ``wiring.loop``.

``python -m earnest.worker`` runs it alone; ``earnest serve`` runs it beside the pages. ``report``
counts its turns and writes each as a line of JSON; ``apps`` says to whom letters go.
"""
