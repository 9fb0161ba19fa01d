"""The queue's tasks and the clock: the only code that moves records along."""
