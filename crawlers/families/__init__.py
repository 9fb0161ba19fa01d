"""Readers of the file formats that several sources share; each turns a byte stream into observations."""
