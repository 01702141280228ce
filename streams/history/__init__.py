"""Second readers of the stream's topics: by ranges of offsets, without a group, as often as one likes."""
