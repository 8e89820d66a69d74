"""Which sources the mix draws on, and how often each pair is seen in one epoch.

A weight of 3 emits every pair three times (each copy augmented differently), 0.2 a seeded fifth of them.
`NEWS` names the sources the last stage fine-tunes on.
"""

WMT_YEARS = ("wmt08", "wmt09", "wmt10", "wmt11")  # wmt12 and flores-dev are for development only

WRITTEN = "written"  # our own, in this folder (README, "What was written for it")

WEIGHTS: dict[str, float] = {
    **dict.fromkeys(WMT_YEARS, 5.0),
    WRITTEN: 3.0,
    "newscommentary_v8_excerpt": 5.0,
    "newsdiscussdev2015": 3.0,
    "tico19": 3.0,
    "ngo_diplomacy_sites": 3.0,
    "europarl_v7_head3k": 3.0,
    "cds_blog": 2.0,
    "hansard_portage": 2.0,
    "debian_news": 1.0,
    "opus100_like_sample": 1.5,
    "un_sdg_goals_targets": 1.0,
    "europarl_smallvoc_recased": 0.6,
    "hansard36_csc401_reaccented": 0.4,
    "privacyguides": 1.0,
    "opensource_guide": 1.0,
    "mozilla_www_l10n": 1.0,
    "diabla": 0.8,
    "bitcoin_org": 0.5,
    "open_contracting_docs": 0.5,
    "gigafren_sample30k": 0.5,
    "pawsx_devtest": 0.4,
    "tatoeba_manythings2017": 0.2,
    "debian_other": 0.3,
    "python_docs": 0.15,
    "django_docs": 0.15,
    "debian_security": 0.1,
    "laws_lois_canada": 0.03,
}

# What a GPU can take: more of the large sources, which a CPU run has no time for.
LARGE: dict[str, float] = {
    **WEIGHTS,
    **dict.fromkeys(WMT_YEARS, 4.0),
    "newscommentary_v8_excerpt": 4.0,
    "europarl_smallvoc_recased": 0.8,
    "hansard36_csc401_reaccented": 0.8,
    "diabla": 1.0,
    "gigafren_sample30k": 0.7,
    "pawsx_devtest": 0.6,
    "tatoeba_manythings2017": 0.5,
    "debian_other": 0.6,
    "python_docs": 0.4,
    "django_docs": 0.3,
    "debian_security": 0.2,
    "laws_lois_canada": 0.15,
}

# Part of gc_sites is under terms that allow non-commercial use only, so the source is left out whole.
EXCLUDED = ("gc_sites",)

NEWS = (*WMT_YEARS, WRITTEN, "newscommentary_v8_excerpt", "newsdiscussdev2015", "tico19", "ngo_diplomacy_sites",
        "europarl_v7_head3k", "cds_blog")

# To go on from a model for an hour or two on a CPU: what is like news, and an eighth of everything else.
TUNE: dict[str, float] = {name: weight * (1.0 if name in NEWS else 0.12) for name, weight in LARGE.items()}
MIXES = {"plain": WEIGHTS, "large": LARGE, "tune": TUNE}
