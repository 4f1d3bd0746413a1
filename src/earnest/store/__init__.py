"""Where are orders, journal and ledger kept?"""
