"""Decides how the report of `streams.explain_html` looks: one style sheet, for light and dark, desk and phone."""

STYLE = """\
:root {
  color-scheme: light dark;
  --page: #f6f5f2; --sheet: #fff; --ink: #1d1f21; --quiet: #5a6068; --line: #dedbd4; --link: #0b57a4;
  --kept: #0d6b4f; --kept-soft: #fff; --gone: #a03b12; --gone-soft: #fbf1ea; --note: #7a5600;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #141619; --sheet: #1c1f23; --ink: #e6e4df; --quiet: #a3a9b1; --line: #353a41; --link: #8cc1ff;
    --kept: #6fd3ae; --kept-soft: #1c1f23; --gone: #ffab85; --gone-soft: #2a201c; --note: #ecc663;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 5rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 60rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.15rem; }
h2 { margin: .6rem 0; font-size: clamp(1.35rem, 4.5vw, 1.85rem); line-height: 1.25; }
h3 { margin: 2rem 0 .6rem; font-size: 1.1rem; }
p, ol, ul, dl, dd { margin: 0; }
a { color: var(--link); }
code, pre { font: .86em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { margin: 0; white-space: pre-wrap; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
summary { cursor: pointer; width: fit-content; padding: .2rem 0; }
.quiet { color: var(--quiet); }
.badge {
  display: inline-block; padding: 0 .6rem; border: 1px solid; border-radius: 1rem; font-size: .85rem; font-weight: 600;
}
.article { color: var(--kept); } .skipped { color: var(--note); } .dead { color: var(--gone); }
.contents { margin-top: 1rem; }
.contents ol { padding-left: 1.8rem; }
.contents li { padding: .25rem 0; }
.sheet {
  margin-top: 1.5rem; padding: 1.25rem clamp(1rem, 4vw, 2.25rem) 2rem;
  background: var(--sheet); border: 1px solid var(--line); border-radius: 10px;
}
.facts { display: grid; gap: .1rem; font-size: .9rem; color: var(--quiet); }
.field {
  display: grid; grid-template-columns: 11.5rem 1fr 6rem; gap: 0 1rem; padding: .5rem 0;
  border-top: 1px solid var(--line);
}
.field dt { overflow-wrap: normal; }
.field ul { padding-left: 1.1rem; }
.source { font-size: .85rem; color: var(--quiet); text-align: right; }
.more { grid-column: 2 / -1; font-size: .9rem; }
.more > details > summary, .value summary { font-size: .9rem; color: var(--link); }
.candidates { list-style: none; padding: 0; }
.candidates li {
  display: grid; grid-template-columns: 6.5rem 6rem 1fr; gap: 0 .75rem; padding: .3rem .6rem;
  border-left: 3px solid var(--line);
}
.candidates .text { text-align: left; }
.candidates .won { border-left-color: var(--kept); }
.won .verdict { color: var(--kept); font-weight: 600; }
.verdict, .from { color: var(--quiet); }
.absent { padding: .6rem 0 0; border-top: 1px solid var(--line); font-size: .9rem; color: var(--quiet); }
.bar {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: center;
  padding: .6rem 0; background: var(--sheet); border-bottom: 1px solid var(--line); font-size: .92rem;
}
.bar label { display: flex; gap: .5rem; align-items: center; margin-left: auto; padding: .15rem 0; cursor: pointer; }
.bar input { width: 1.15rem; height: 1.15rem; margin: 0; accent-color: var(--link); }
.count-kept { color: var(--kept); font-weight: 600; } .count-gone { color: var(--gone); font-weight: 600; }
.flow { list-style: none; padding: 0; }
.flow > li { margin-top: .75rem; padding: .5rem .9rem .6rem; border-left: 4px solid; border-radius: 0 6px 6px 0; }
.flow > .kept { border-color: var(--kept); background: var(--kept-soft); }
.flow > .gone { border-color: var(--gone); border-left-style: dashed; background: var(--gone-soft); font-size: .92rem; }
.mark { font-size: .8rem; color: var(--quiet); }
.mark b { color: var(--kept); } .gone .mark b, .gone summary b { color: var(--gone); }
.gone summary { font-size: .8rem; color: var(--quiet); }
.line { margin: .35rem 0 .55rem; } .kept > .line { max-width: 42rem; }
.kept > .line:dir(rtl) { margin-left: auto; }
.gone .line { margin: .2rem 0; color: var(--quiet); }
.heading { font-weight: 700; font-size: 1.08em; } .quote { font-style: italic; padding-left: 1rem; }
.item { padding-left: 1.1rem; text-indent: -1.1rem; }
.item::before { content: "\\2022"; display: inline-block; width: 1.1rem; text-indent: 0; }
.caption { font-size: .9em; color: var(--quiet); }
.bar:has(:checked) ~ .flow > .gone { display: none; }
@media (max-width: 40rem) {
  body { padding: 1rem .5rem 3rem; }
  .top { padding: 0 .5rem; }
  .field { grid-template-columns: 1fr auto; }
  .field dt { grid-row: 1; } .field .source { grid-row: 1; grid-column: 2; } .value, .more { grid-column: 1 / -1; }
  .candidates li { grid-template-columns: auto 1fr; } .candidates .text { grid-column: 1 / -1; }
  .bar label { margin-left: 0; }
  .flow > li { padding-right: .5rem; }
}
@media print { .bar label { display: none; } .sheet { border: 0; } body { max-width: none; } }
"""
"""The style sheet. Whatever a colour says is said by a word too."""
