"""`haishao doctor`: every part of an installation looked at, with a cure for what is wrong. 体检."""
