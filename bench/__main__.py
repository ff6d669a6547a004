"""`python -m bench`: every benchmark of this folder, one line a figure."""

from bench import bulk, crawl, exposure, pages, reading, start, versions

for bench in (start, reading, crawl, bulk, versions, exposure, pages):
    bench.main()
