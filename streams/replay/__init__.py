"""Pages of the raw topic through the pipeline once more, their outcomes written again, to an end and resumable."""
