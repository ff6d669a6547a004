"""`python -m bench`: every benchmark of this folder, one line a figure."""

from bench import bulk, crawl, exposure, pages, reading, start

for bench in (start, reading, crawl, bulk, exposure, pages):
    bench.main()
