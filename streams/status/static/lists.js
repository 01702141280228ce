// Decides how pages, outcomes, partitions, hosts and settings are listed.

import { byId, el, foreign, show } from "./dom.js";
import * as words from "./words.js";

const none = (text) => [el("li", { class: "quiet none" }, text)];

/** Bars of [name, note, count, class], the largest as wide as the card. */
function bars(rows) {
  const most = Math.max(1, ...rows.map((row) => row[2]));
  return rows.map(([name, note, number, kind]) => {
    const bar = el("span", { class: `bar-line ${kind}`, "aria-hidden": "true" });
    bar.style.inlineSize = `${Math.max(number ? 0.5 : 0, (100 * number) / most)}%`;
    return el("li", {}, el("span", {}, name, note ? el("span", { class: "note" }, ` ${note}`) : ""),
      el("b", {}, words.count(number)), bar);
  });
}

export function outcomes(told) {
  const rows = told.outcomes.map(([kind, reason, number]) => [kind, reason.replaceAll("_", " "), number, kind]);
  rows.sort((a, b) => b[2] - a[2]);
  show(byId("outcomes"), rows, () => (rows.length ? bars(rows) : none("no page yet")));
}

export function lag(told) {
  const rows = told.lag.map(([partition, messages]) => [`partition ${partition}`, "", messages, "behind"]);
  show(byId("lag"), rows, () => (rows.length ? bars(rows) : none("no partition is assigned, or none has been read yet")));
}

const facts = (...said) => el("p", { class: "said" }, ...said.filter(Boolean).flatMap((each, index) => [index ? " · " : "", each]));
const time = (at) => el("time", { datetime: new Date(at * 1000).toISOString() }, words.clock(at));

export function articles(told) {
  show(byId("articles"), told.articles, (list) => (list.length ? list.map((page) =>
    el("li", {}, el("p", { class: "name", dir: "auto" }, page.title || "(no title)"),
      facts(time(page.at), foreign(page.host), words.plural(page.words ?? 0, "word"),
        `quality ${(page.quality ?? 0).toFixed(2)}`, words.seconds(page.seconds)))) : none("no article yet")));
}

export function dead(told) {
  show(byId("dead"), told.dead, (list) => (list.length ? list.map((page) =>
    el("li", {}, el("p", { class: "name" }, el("span", { class: "badge dead" }, page.reason), " ", foreign(page.detail)),
      facts(time(page.at), foreign(page.url || "(no URL)"), foreign(page.source), words.seconds(page.seconds)))) : none("none yet")));
}

export function changes(told) {
  show(byId("changes"), told.changes, (list) => (list.length ? list.map((change) =>
    el("li", {}, el("p", { class: "name" }, foreign(change.host)),
      facts(time(change.at), foreign(change.signs)))) : none("none: each host’s pages are what they were")));
}

export function settings(told) {
  byId("settings-list").replaceChildren(...told.settings.map(([name, value, isDefault, meaning]) =>
    el("div", { class: "field" }, el("dt", {}, el("code", {}, name)),
      el("dd", { class: "value" }, el(isDefault ? "bdi" : "b", {}, value || "–"), el("span", { class: "note" }, ` ${meaning}`)))));
}
