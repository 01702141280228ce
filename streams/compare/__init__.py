"""What would change: the outcomes that lie on the topics, beside those that the extractor gives now."""
