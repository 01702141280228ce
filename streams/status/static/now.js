// Decides how the worker is shown as it is now: its health, its figures, its charts.

import { draw, SPAN } from "./chart.js";
import { byId, el, foreign, show } from "./dom.js";
import * as words from "./words.js";

const KINDS = ["article", "skipped", "dead"];
const QUANTILES = ["p50", "p95", "p99"];
const STAGES = { wait: "waits for a child process", work: "work in it", write: "until the broker confirmed", total: "in all" };
const POINT = { at: 1, seconds: 2, counts: 3, times: 6 };

export function health(told) {
  const element = byId("health");
  const text = told.unready ? `Not ready: ${told.unready}` : "Ready";
  if (element.textContent !== text) element.textContent = text;
  element.className = `health ${told.unready ? "bad" : "good"}`;
}

export function silent(since) {
  const text = `The worker has not answered since ${words.clock(since)}; what is below is as it was then`;
  const element = byId("health");
  if (element.textContent !== text) element.textContent = text;
  element.className = "health bad";
}

export function facts(told) {
  byId("node").textContent = told.node;
  document.title = `${told.unready ? "✕ " : ""}${told.node} – streams`;
  const built = told.compiled ? "" : ", not compiled";
  byId("facts").replaceChildren(
    `version ${told.version}${built}, up ${words.duration(told.uptime)}, reads `,
    foreign(told.topic), " as group ", foreign(told.group),
  );
}

export function tiles(told) {
  const lag = told.lag.reduce((sum, [, messages]) => sum + messages, 0);
  const lost = Object.values(told.lost).reduce((a, b) => a + b, 0);
  const figures = [
    ["pages a second", words.rate(told.rate), "last ten seconds"],
    ["95 % take at most", words.seconds(told.seconds.total?.p95), "receipt to confirmed outcome"],
    ["lag", words.count(lag), "messages not yet committed"],
    ["in hand", words.count(told.pages_in_hand), words.bytes(told.bytes_in_hand)],
    ["last commit", words.duration(told.commit_age), "ago"],
    ["memory", words.bytes(told.memory), `${words.plural(lost, "child", "children")} lost`],
  ];
  show(byId("tiles"), figures, () => figures.map(([name, value, note]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, value), el("dd", { class: "note" }, note))));
}

export function charts(points, now) {
  const inSpan = points.filter((point) => now - point[POINT.at] <= SPAN);
  const rates = inSpan.map((point) => ({
    at: point[POINT.at],
    values: KINDS.map((_, index) => point[POINT.counts + index] / point[POINT.seconds]),
  }));
  const times = inSpan.map((point) => ({
    at: point[POINT.at],
    values: QUANTILES.map((_, index) => point[POINT.times + index]),
  }));
  chart("rate", rates, now, { names: KINDS, layers: true, least: 1, say: words.rate });
  chart("time", times, now, { names: QUANTILES, layers: false, least: 0.001, say: words.seconds });
}

function chart(id, points, now, style) {
  const element = byId(id);
  draw(element, points, now, style);
  const last = points.at(-1)?.values ?? style.names.map(() => null);
  const said = style.names.map((name, index) => [name, last[index] === null ? "–" : style.say(last[index])]);
  element.setAttribute("aria-label", `Last five minutes; last second: ${said.map((pair) => pair.join(" ")).join(", ")}`);
  show(byId(`${id}-legend`), said, () => said.map(([name, value]) =>
    el("li", { class: name }, el("i", { "aria-hidden": "true" }), `${name} `, el("b", {}, value))));
}

export function stages(told) {
  show(byId("stages"), told.seconds, () => Object.entries(STAGES).map(([stage, meaning]) =>
    el("tr", {}, el("th", { scope: "row" }, stage, el("span", { class: "note" }, ` ${meaning}`)),
      ...QUANTILES.map((name) => el("td", { class: "number" }, words.seconds(told.seconds[stage]?.[name]))))));
}
