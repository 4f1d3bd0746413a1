"""Where is every cent? The chart of accounts, the permitted movements, and the trial balance.

The database tables that hold it are ``store``'s; nothing here knows them.
"""
