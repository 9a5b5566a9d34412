"""The closed lists of words that judging rests on, a file a kind; of lemmas in lower case unless they say otherwise."""
