"""Settings, addresses, the command line and the embedded database: the outermost layer."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""onnxruntime (since 1.29) writes a device id and reports to its maker unless this stands before it is imported."""
