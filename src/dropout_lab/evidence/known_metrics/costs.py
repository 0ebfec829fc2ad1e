"""Names of costs, of what control and search earn, and of learning in sequence."""

from dropout_lab.evidence.known_metrics.group import Group

TIME_AND_COST = (
    Group(
        False,
        "plain",
        """
        bit error rate, block error rate, frame error rate, symbol error rate, packet error rate, packet
        loss rate, bler
        """,
    ),
    Group(False, "plain", "ber", "alone"),
    Group(
        False,
        "plain",
        """
        latency, latencies, ttft, tpot, itl, runtime, run time, runtimes, wall time, walltime, wallclock,
        wall clock, wall clock time, wallclock time, elapsed time, time elapsed, elapsed, duration,
        makespan, cpu time, gpu time, gpu days, gpu hours, cpu hours, node hours, flop count, macs, gmacs,
        madds, carbon, co 2, emissions, carbon emissions, cost, costs, overhead, downtime, energy
        consumption, power consumption, memory consumption, memory usage, memory footprint, gpu memory, peak
        memory, vram, rss mb, round trip time, response time, time to first token, time per output token,
        inter token latency, jitter, cache misses, page faults, expense, expenses, slowdown
        """,
    ),
    Group(
        False,
        "plain",
        """
        model size, model size mb, param count, parameter count, params count, num params, num parameters, n
        params, n parameters, number of parameters, number of params, time, times, seconds, second, secs,
        sec, ms, milliseconds, millis, minutes, mins, hours, memory, mem, params, parameters, param, flops,
        flop, energy, joules, kwh, power w, power watts, watts, nfe, nfes, iterations, iters, n iterations,
        n iters, evaluations, function evaluations, gap, optimality gap, duality gap, mip gap, integrality
        gap, relative gap, primal gap, primal dual gap, rtt, num queries, n queries
        """,
        "alone",
    ),
    Group(
        True,
        "plain",
        """
        throughput, fps, qps, rps, iops, speedup, speed up, acceleration factor, goodput, mfu, hfu, energy
        efficiency, sample efficiency, data efficiency, parameter efficiency, computational efficiency,
        compression ratio, compression rate, frames per second, uptime, cache hits, cache hit rate, profit,
        pnl, revenue, sharpe, sharpe ratio, sortino, sortino ratio, calmar ratio
        """,
    ),
    Group(True, "plain", "tps, sps, bandwidth, efficiency, availability, utility, plasticity", "alone"),
)

CONTROL = (  # reinforcement learning, search, physics
    Group(
        True,
        "plain",
        """
        reward, rewards, rew, return, returns, ep ret, ep return, ep rew, episode return, episodic return,
        fidelity, hypervolume, hv, human normalized score, welfare, social welfare, driving score, route
        completion, tests passed
        """,
    ),
    Group(
        False,
        "plain",
        """
        regret, regrets, violation, violations, violation rate, constraint violation, collisions, crashes,
        failures, timeouts, drawdown, infidelity, igd, inverted generational distance, exploitability, nash
        conv, nashconv, average ep cost, ep cost
        """,
    ),
    Group(
        True,
        "fraction",
        """
        success, success rate, success ratio, successes, is success, success once, success at end,
        completion rate, task success, goal success rate
        """,
    ),
    Group(True, "plain", "spl, wins, resolved, solved", "alone"),
    Group(False, "fraction", "failure rate, fail rate, collision rate, crash rate, timeout rate"),
)

LEARNING_IN_SEQUENCE = (  # continual, federated; fairness
    Group(False, "plain", "forgetting, forgetting measure, forgetting rate, intransigence"),
    Group(False, "plain", "communication cost, communication rounds", "alone"),
    Group(True, "plain", "bwt, fwt, backward transfer, forward transfer"),
    Group(
        False,
        "plain",
        """
        demographic parity difference, demographic parity gap, demographic disparity, statistical parity
        difference, equalized odds difference, equalized odds gap, equal opportunity difference, equal
        opportunity gap, average odds difference, fairness gap, fairness violation, tpr gap, fpr gap, worst
        group gap, generalization gap, generalisation gap, unfairness
        """,
    ),
)
