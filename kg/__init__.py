"""The kernel: records, settings, errors, the store, resolution, walks. It never calls a generative model."""
