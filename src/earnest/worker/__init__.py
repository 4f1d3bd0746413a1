"""Who records what time has made true, and sends what waits?"""
