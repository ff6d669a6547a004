"""`python -m bench`: every benchmark of this folder, one line a figure."""

from bench import crawl, reading, start

for bench in (start, reading, crawl):
    bench.main()
