#!/usr/bin/env bash
# Rank-biased overlap of a list of 20 products and its first 5: is the list unchanged?
#
# Package: rbo 0.1.3 from PyPI, on Python 3.
# Guess:   `rbo_ext` is well below 1, because 15 of 20 products are gone. Two empty lists give 0 or an error.
# Seen:    `rbo_ext` is 1 to the last digits: it extrapolates the agreement of the first 5 places to the end of the longer
#          list. `rbo` of two equal lists of 20 is 0.878 for p = 0.9, and 1 for its default p = 1. Against an empty list both
#          are 0; two empty lists are 1.
# So:      a measure of change between lists of different lengths must count what is missing. `most_changed` does: it uses
#          1 - (shared products / all products of both lists), in db/list-overlap.ts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check rbo==0.1.3 numpy==1.26.4
cat > "$folder/seen.py" <<'PYTHON'
from rbo import RankingSimilarity

products = [f"p{number}" for number in range(20)]


def both(one, other):
    similarity = RankingSimilarity(one, other)
    return f"rbo {similarity.rbo(p=0.9):.3f} rbo_ext {similarity.rbo_ext(p=0.9):.3f}"


print("the same 20:", both(products, products), f"default p {RankingSimilarity(products, products).rbo():.3f}")
print("20 and its first 5:", both(products, products[:5]))
print("20 and none:", both(products, []))
print("none and none:", both([], []))
PYTHON
cat > "$folder/expected" <<'TEXT'
the same 20: rbo 0.878 rbo_ext 1.000 default p 1.000
20 and its first 5: rbo 0.410 rbo_ext 1.000
20 and none: rbo 0.000 rbo_ext 0.000
none and none: rbo 1.000 rbo_ext 1.000
TEXT
"$folder/venv/bin/python" "$folder/seen.py" 2> "$folder/progress" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo 'as recorded: rbo 0.1.3'
