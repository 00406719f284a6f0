"""numpy works on arrays of different sizes, in calls of microseconds to milliseconds."""

import numpy

from timed import run

source = numpy.random.default_rng(1)
large = source.standard_normal(200_000)
matrix = source.standard_normal((120, 120))
small = source.standard_normal((2_000, 16))


def summarize(rows):
    means = numpy.array([row.mean() for row in rows[:300]])
    return (means - means.min()) / (means.max() - means.min())


def work():
    numpy.fft.rfft(large)
    numpy.sort(large)
    numpy.linalg.solve(matrix, matrix @ matrix)
    small[small[:, 0] > 0].sum(axis=0)
    summarize(small)


run(work)
