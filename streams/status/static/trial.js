// Decides how a page is sent to be tried, and how its outcome is shown.

import { byId, el, foreign } from "./dom.js";
import * as words from "./words.js";

const FIXED = ["code", "table"];
const KINDS = ["heading", "quote", "item", "caption", "credit"];
const LONG_LIST = 4;
const OPENING = 60;

export function listen() {
  const form = byId("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(form);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  // What was pasted after a file was chosen is what is meant.
  form.elements.html.addEventListener("input", () => {
    form.elements.file.value = "";
  });
}

async function attempt(form) {
  const [file] = form.elements.file.files;
  const body = file ?? form.elements.html.value;
  if (!file && !body.trim()) return say("Paste the page’s HTML, or choose a file.", true);
  const button = form.querySelector("button");
  if (button.disabled) return undefined;
  button.disabled = true;
  say("Working on it …");
  try {
    await answered(await send(form, body));
  } catch {
    const isThere = !file || (await isReadable(file));
    say(isThere ? "The worker did not answer." : "The file was moved or changed since: choose it again.", true);
  } finally {
    button.disabled = false;
  }
  return undefined;
}

function send(form, body) {
  const query = new URLSearchParams({ url: form.elements.url.value, type: form.elements.type.value });
  return fetch(`try?${query}`, { method: "POST", body, headers: { "Content-Type": "application/octet-stream" } });
}

const isReadable = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

async function answered(response) {
  if (response.status === 401) return location.reload();
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return say(`Refused: ${await response.text()}`, true);
  const told = await response.json();
  if (told.refused) return say(`Refused: ${told.refused}.`, true);
  const result = byId("result");
  result.replaceChildren(...shown(told));
  result.hidden = false;
  say(`Done: ${told.outcome}${told.reason ? `, ${told.reason}` : ""}.`);
  result.focus();
  return undefined;
}

function say(text, isBad = false) {
  const element = byId("told");
  element.textContent = text;
  element.className = isBad ? "gone-text" : "quiet";
}

function* shown(told) {
  const why = [told.reason, told.detail].filter(Boolean).join(": ");
  const cost = told.cpu_ms === null ? "" : ` ${told.cpu_ms < 10 ? told.cpu_ms.toFixed(1) : Math.round(told.cpu_ms)} ms of CPU time`;
  yield el("p", {}, el("span", { class: `badge ${told.outcome}` }, told.outcome), " ", foreign(why), el("span", { class: "note" }, cost));
  if (told.title) yield el("h3", { dir: "auto", class: "headline" }, told.title);
  yield el("p", { class: "quiet" }, foreign(told.url));
  if (told.record) yield el("details", {}, el("summary", {}, "The record as it would be published"), el("pre", { dir: "auto", class: "record" }, told.record));
  if (told.fields?.length) yield* fields(told.fields);
  if (told.groups?.length) yield* text(told);
}

function* fields(rows) {
  const absent = rows.filter((row) => !row.values.length && !row.offered.length).map((row) => row.name);
  yield el("h3", {}, "Fields of the record");
  yield el("dl", {}, ...rows.filter((row) => !absent.includes(row.name)).map(field));
  if (absent.length) yield el("p", { class: "absent" }, "Not on the page: ", el("code", {}, absent.join(", ")));
}

function field(row) {
  const cells = [
    el("dt", {}, el("code", {}, row.name)),
    el("dd", { class: "value" }, values(row.values)),
    el("dd", { class: "source" }, row.source),
  ];
  if (row.offered.length) cells.push(el("dd", { class: "more" }, candidates(row)));
  return el("div", { class: "field" }, ...cells);
}

function values(list) {
  if (!list.length) return el("span", { class: "quiet" }, "not found");
  if (list.length === 1) return foreign(list[0]);
  const items = el("ul", {}, ...list.map((value) => el("li", {}, foreign(value))));
  return list.length > LONG_LIST ? el("details", {}, el("summary", {}, String(list.length)), items) : items;
}

function candidates(row) {
  return el("details", {}, el("summary", {}, words.plural(row.offered.length, "candidate")),
    el("ul", { class: "candidates" }, ...row.offered.map(([source, value, won]) =>
      el("li", won ? { class: "won" } : {}, el("span", { class: "verdict" }, won ? "✓ taken" : "not taken"), " ",
        el("span", { class: "from" }, source), " ", el("bdi", { class: "text" }, value)))));
}

function* text(told) {
  yield el("h3", {}, "The page’s text, in its order");
  yield el("p", { class: "quiet" }, ...(told.found_by
    ? ["The body was found by ", el("code", {}, told.found_by), "."]
    : ["No record was made of it: what is called kept is what was judged."]));
  yield el("div", { class: "bar" }, el("span", { class: "count-kept" }, `✓ ${words.count(told.kept)} kept`),
    el("span", { class: "count-gone" }, `✕ ${words.count(told.removed)} removed`),
    el("label", {}, el("input", { type: "checkbox" }), "Hide what was removed"));
  yield el("ol", { class: "flow" }, ...told.groups.map((group) => (group.rule ? removed(group) : kept(group))));
  if (told.left_out) yield el("p", { class: "quiet" }, `${words.plural(told.left_out, "more passage")} not shown.`);
}

function kept(group) {
  return el("li", { class: "kept" }, el("p", { class: "mark" }, el("b", {}, "✓ kept")), ...group.lines.map(line));
}

function removed(group) {
  const mark = [el("b", {}, "✕ removed"), " by ", el("code", {}, group.rule), group.why ? ` – ${group.why}` : ""];
  const lines = group.lines.map(line);
  if (!group.is_long) return el("li", { class: "gone" }, el("p", { class: "mark" }, ...mark), ...lines);
  const opening = foreign(`${group.lines[0][1].slice(0, OPENING)}…`);
  return el("li", { class: "gone" }, el("details", {},
    el("summary", {}, ...mark, ` (${group.lines.length}): `, opening), ...lines));
}

function line([kind, words_]) {
  const shownText = words_ || "(no words)";
  if (FIXED.includes(kind)) return el("pre", { class: "line", dir: "auto" }, shownText);
  return el("p", { class: `line${KINDS.includes(kind) ? ` ${kind}` : ""}`, dir: "auto" }, shownText);
}
