"""What happens with nobody asking: clocks, notices, sealing, retention. Each task calls one act and nothing else."""
