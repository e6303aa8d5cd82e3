#!/usr/bin/env bash
# precision_at_k of the library implicit, for a list of 20 with 2 of the 3 products that were clicked.
#
# Package: implicit 0.7.3 from PyPI (with numpy 1.26.4 and scipy 1.15.3).
# Guess:   precision at 20 is 2 / 20 = 0.1, as TREC and ranx define it.
# Seen:    0.667: it divides by min(20, clicked products), so it is the recall here. ndcg_at_k is the usual one (0.765), ignores
#          how often a product was clicked, and leaves out advertisers without a click.
# So:      figures of implicit and of this product's evaluation (domain/evaluation/score-list.ts) compare by nDCG and by recall,
#          and not by the name "precision".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check implicit==0.7.3 numpy==1.26.4 scipy==1.15.3
cat > "$folder/seen.py" <<'PYTHON'
import numpy as np
from implicit.evaluation import ndcg_at_k, precision_at_k
from scipy.sparse import csr_matrix, lil_matrix


class Lists:
    """Recommends fixed lists: all that the evaluation asks of a model."""

    def __init__(self, lists):
        self.lists = lists

    def recommend(self, users, _rows, N=10, **_options):
        found = np.array([self.lists[user][:N] for user in users], dtype=np.int32)
        return found, np.zeros(found.shape, dtype=np.float32)


clicked = lil_matrix((2, 30))
for product, clicks in ((0, 1), (1, 50), (2, 1)):
    clicked[0, product] = clicks
lists = Lists({0: list(range(1, 21)), 1: list(range(20))})
options = dict(K=20, show_progress=False, num_threads=1)
for metric in (precision_at_k, ndcg_at_k):
    print(f"{metric.__name__}: {metric(lists, csr_matrix((2, 30)), clicked.tocsr(), **options):.3f}")
PYTHON
cat > "$folder/expected" <<'TEXT'
precision_at_k: 0.667
ndcg_at_k: 0.765
TEXT
OPENBLAS_NUM_THREADS=1 "$folder/venv/bin/python" "$folder/seen.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo 'as recorded: implicit 0.7.3'
