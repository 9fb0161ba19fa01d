"""The version said to the sources that are read."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("haishao")
except PackageNotFoundError:
    VERSION = "0"
