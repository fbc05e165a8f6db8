"""Plans with known truth and planted faults, drawn from seeds, laid out, converted and damaged: they measure reading and checking.

Not shipped. `python -m specimens.score` prints what a reading gets right, wrong and doubtful on fresh seeds and on papers.
"""
