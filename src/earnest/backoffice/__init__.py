"""What do operators see of the rows, and which commands can they send?"""
