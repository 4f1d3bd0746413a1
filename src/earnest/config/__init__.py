"""How is the house put together for Django: settings, addresses, databases, the WSGI door."""
