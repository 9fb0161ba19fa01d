"""Words: signs and brands read in many scripts, compared, and judged with reasons a person can read."""
