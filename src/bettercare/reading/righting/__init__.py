"""Tables that a converter took apart or turned round, put right before anything is read from them."""
