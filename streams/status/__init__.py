"""The status page: what a worker shows of itself in a browser. See docs/decisions/0019-status-page.md."""
