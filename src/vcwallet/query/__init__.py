"""What is asked: requests, DCQL, and matching against what is held."""
