"""What a process has used, looked at while it works."""

import psutil


def processor_seconds(pid: int) -> float:
    """Of the process and its threads. Raises `psutil.Error` for one that is gone."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def pss_mib(pid: int) -> float:
    """Its memory, of what it shares a part; 0 for a process that is gone, and where the system does not tell."""
    try:
        return float(getattr(psutil.Process(pid).memory_full_info(), "pss", 0)) / 1024**2
    except psutil.Error:
        return 0.0


def rss_mib(pid: int) -> float:
    """Its memory with all it shares; 0 for a process that is gone."""
    try:
        return float(psutil.Process(pid).memory_info().rss) / 1024**2
    except psutil.Error:
        return 0.0
