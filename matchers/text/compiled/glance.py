"""A first look at pairs that met, from what is known before they are compared: is a comparison worth while?"""

import numpy as np
from numba import njit

from matchers.text.compiled.entries import BY_LOOKS, FOREIGN

GLANCED = (
    "spelled", "spelled_ours", "spelled_theirs", "sounded", "sounded_ours", "sounded_theirs", "bare", "inside",
    "form_bits", "sign_bits", "sign_words", "foreign", "by_looks", "roundabout", "form_letters", "run_letters",
)  # fmt: skip
"""What is looked at: the best meetings by letters and by sound with both sides' shares, and how much there is to meet.

`form_letters` is the letters of all words of the form, `run_letters` those of the sign's words that met by letters.
"""


@njit(cache=True, nogil=True)
def glance(lexemes, entries, runs, ours, forms, form_runs, pairs, roundabout):
    """Rows of `GLANCED`, one for each of the pairs."""
    out = np.zeros((pairs.entry.shape[0], len(GLANCED)), np.float32)
    for p in range(pairs.entry.shape[0]):
        e, f = pairs.entry[p], pairs.form[p]
        row = out[p]
        run, ours_run = pairs.spelled[p], pairs.spelled_ours[p]
        if run >= 0:
            row[0], row[1], row[2] = pairs.spelled_ratio[p], form_runs.share[ours_run], runs.share[run]
            first = entries.at[e] + runs.start[run]
            for i in range(first, first + runs.size[run]):
                word = entries.word[i]
                row[15] += lexemes.letters_at[word + 1] - lexemes.letters_at[word]
        if pairs.sounded[p] >= 0:
            row[3] = pairs.sounded_ratio[p]
            row[4], row[5] = form_runs.share[pairs.sounded_ours[p]], runs.share[pairs.sounded[p]]
        row[6], row[7] = pairs.bare_ratio[p], pairs.inside[p]
        row[8], row[9], row[10] = forms.total[f], entries.total[e], entries.at[e + 1] - entries.at[e]
        row[11] = 1.0 if entries.flags[e] & FOREIGN else 0.0
        row[12] = 1.0 if entries.flags[e] & BY_LOOKS else 0.0
        row[13] = roundabout[f]
        for i in range(forms.at[f], forms.at[f + 1]):
            word = forms.word[i]
            row[14] += ours.letters_at[word + 1] - ours.letters_at[word]
    return out
