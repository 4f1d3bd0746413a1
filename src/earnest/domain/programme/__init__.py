"""May this supplier offer cover, and up to what sum?"""
