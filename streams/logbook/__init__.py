"""Reading the workers' log again: what happened, whether all is well, and what is to be done. Bounded in memory."""
