"""Studies: a question as scenarios × draws × replications, planned before the first run, executed, kept in a folder."""
