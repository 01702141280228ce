"""What crosses the wire: pages in, articles and rejections out. Imports nothing of `streams`."""
