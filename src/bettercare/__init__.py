"""Better Care: reads, checks and (later) writes, signs and adds up the plans of England's Better Care Fund."""
