"""What `streams config --check` finds out about a broker: asked, judged, and said with what to do."""
