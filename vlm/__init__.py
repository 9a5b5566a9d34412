"""The only place where a generative model is called, for text and for images."""
