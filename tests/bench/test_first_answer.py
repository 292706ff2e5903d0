from bench.first_answer import told


def test_times_are_told_by_their_median_tail_and_longest():
    # Of 20 times the 19th stands at the 95th percentile, by nearest rank.
    seconds = [0.1 * n for n in range(20, 0, -1)]
    assert told(seconds) == "20 questions: median 1.05 s, 95th percentile 1.90 s, longest 2.00 s, 10 over 1 s"
