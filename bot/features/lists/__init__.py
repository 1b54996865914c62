"""The region's lists, changed under ⚙️ *Settings*: topics, channels, kinds."""
