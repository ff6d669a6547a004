"""Speed against floors and peers, as ratios; run by `make bench`, never by pytest."""
