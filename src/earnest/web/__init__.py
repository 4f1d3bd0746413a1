"""What does a person see, and how does a click become a command?

Views are at most twelve lines: they turn strings into a command or a question, make one call, and
hand values to a template. Words, money and dates are the presenters' business. The pieces of a
page are in ``templates/parts``; each says on top what it takes, and ``/style`` shows them all.
"""
