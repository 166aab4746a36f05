"""What the Python contenders share: the network as our own model.json, the numbers in it, and the protocol.

A contender prints one line of JSON when it is ready (its version and the network's trainable parameters), then answers
each line on stdin with one line of JSON: `run N` with the seconds of N steps and of each, `memory` with the peak bytes
of its process; `quit` ends it.
"""

import json
import sys
import time


def read_model(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def conv_padding(layer):
    """Zeros on each side."""
    padding = layer.get("padding", "valid")
    if padding == "valid":
        return 0
    return (layer["kernel"] - 1) // 2 if padding == "same" else padding


def peak_bytes():
    """Peak resident memory: of this program alone where Linux tells, else what the system counts for the process."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def answer(value):
    print(json.dumps(value), flush=True)


def serve(version, parameters, step):
    """`step()` does one step and returns when its results are there."""
    answer({"ready": True, "version": version, "parameters": parameters})
    for line in sys.stdin:
        words = line.split()
        if words[0] == "quit":
            break
        if words[0] == "memory":
            answer({"bytes": peak_bytes()})
            continue
        times = [time.perf_counter()]
        for _ in range(int(words[1])):
            step()
            times.append(time.perf_counter())
        each = [after - before for before, after in zip(times, times[1:])]
        answer({"seconds": times[-1] - times[0], "each": each})
