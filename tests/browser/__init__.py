"""The page in Debian's chromium, as its readers use it: real processes, real HTTP, the sample corpus."""
