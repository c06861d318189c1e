"""No-shows and drop-outs played through a plan many times: what is likely to come of it."""
