"""Decides how the HTML report of a comparison looks, beside what reports have in common."""

from __future__ import annotations

from streams.explain_style import STYLE as COMMON

STYLE = f"""{COMMON}\
:root {{ --came: #0d6b4f; --came-soft: #e3f4ec; --went-soft: #fbe6da; }}
@media (prefers-color-scheme: dark) {{ :root {{ --came: #6fd3ae; --came-soft: #173329; --went-soft: #40261a; }} }}
.verdict-line {{ margin: .75rem 0 0; font-size: 1.2rem; font-weight: 650; }}
.limits {{ margin-top: .75rem; padding-left: 1.2rem; }}
.crossed {{ color: var(--gone); font-weight: 600; }} .within {{ color: var(--kept); }}
.counts {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; }}
.counts div {{ padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--sheet); }}
.counts dt {{ font-size: .85rem; color: var(--quiet); }}
.counts dd {{ font-size: 1.35rem; font-variant-numeric: tabular-nums; }}
.counts small {{ font-size: .85rem; color: var(--quiet); }}
.scroll {{ overflow-x: auto; background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; }}
table {{ width: 100%; border-collapse: collapse; font-size: .92rem; }}
th, td {{ padding: .4rem .7rem; text-align: start; vertical-align: top; }}
th {{ border-bottom: 1px solid var(--line); white-space: nowrap; font-weight: 600; }}
td:not(.number) {{ min-width: 9.5rem; }}
main > h2 {{ margin-top: 2.2rem; }}
.badge {{ white-space: nowrap; }}
h4 {{ margin: 1.2rem 0 .4rem; font-size: 1rem; }}
.scroll + .scroll, .quiet + .scroll {{ margin-top: .6rem; }}
tbody tr + tr td {{ border-top: 1px solid var(--line); }}
.number {{ text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }}
th button {{ padding: 0; border: 0; background: none; color: var(--link); font: inherit; cursor: pointer; }}
th button::after {{ content: " \\2195"; color: var(--quiet); }}
th[aria-sort="ascending"] button::after {{ content: " \\2191"; }}
th[aria-sort="descending"] button::after {{ content: " \\2193"; }}
.lost, .reason {{ color: var(--gone); }} .gained {{ color: var(--kept); }} .changed {{ color: var(--note); }}
.sides {{ display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5rem; }}
.sides > div {{ padding: .4rem .8rem; border-left: 4px solid var(--line); white-space: pre-wrap; }}
.sides .side {{ margin: 0 0 .2rem; font-size: .8rem; color: var(--quiet); }}
del {{ background: var(--went-soft); color: var(--gone); }}
ins {{ background: var(--came-soft); color: var(--came); text-decoration-thickness: 1px; }}
.gap {{ color: var(--quiet); font-size: .85em; }}
@media (max-width: 40rem) {{ .sides {{ grid-template-columns: 1fr; gap: .5rem; }} th, td {{ padding: .4rem .5rem; }} }}
"""
"""What went is struck through and what came is underlined, so that a colour never says anything alone."""
