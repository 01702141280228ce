"""Decides how the HTML report of a log looks, beside what reports have in common."""

from __future__ import annotations

from streams.compare.style import STYLE as COMMON

STYLE = f"""{COMMON}\
.top h1 {{ font-size: 1.6rem; }} main > h2 {{ font-size: 1.2rem; }}
.findings {{ margin-top: 1rem; padding: 0; list-style: none; display: grid; gap: .6rem; }}
.findings li {{ padding: .5rem .9rem; border-left: 4px solid; border-radius: 0 6px 6px 0; background: var(--sheet); }}
.findings .urgent {{ border-color: var(--gone); }} .findings .known {{ border-color: var(--note); }}
.urgent b {{ color: var(--gone); }} .known b {{ color: var(--note); }}
.well {{ color: var(--kept); }} .unwell {{ color: var(--gone); }}
.remedy {{ color: var(--quiet); font-size: .92rem; }}
figure {{
  margin: 1rem 0 0; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--sheet);
}}
figure svg {{ display: block; width: 100%; height: 7rem; }} figure svg.low {{ height: 2.5rem; }}
figcaption {{
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; font-size: .85rem; color: var(--quiet);
}}
.bar-pages {{ fill: var(--kept); }} .bar-dead {{ fill: var(--gone); }} .bar-lag {{ fill: var(--link); }}
"""
