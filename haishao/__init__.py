"""Settings, addresses, the command line and the embedded database: the outermost layer."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""onnxruntime (since 1.29) writes a device id and reports to its maker unless this stands before it is imported."""

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Steps run side by side in processes of their own; numpy's threads, which wait by spinning, would take the cores of the others
(a picture took four times as long). Read when numpy is imported."""
