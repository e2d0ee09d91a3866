"""What every room stands on: named units, keyed random draws, records, and the way errors are told."""
