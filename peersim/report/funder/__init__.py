"""The funder's report: its sections, each made of `peersim.economics.findings.Findings`."""
