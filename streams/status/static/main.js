// Decides when the worker is asked: once a second, as long as somebody looks.

import { SPAN } from "./chart.js";
import { byId } from "./dom.js";
import * as lists from "./lists.js";
import * as now from "./now.js";
import { listen } from "./trial.js";

const SECOND = 1000;
const PATIENCE = 1800; // milliseconds; with the second before it less than the three in which the truth is shown
const CALM = 5; // seconds between two drawings for who wants no motion

const still = matchMedia("(prefers-reduced-motion: reduce)");
let points = [];
let next = 0;
let uptime = 0;
let drawnAt = 0;
let answeredAt = Date.now() / SECOND;
let isPaused = false;
let waiting;

async function ask(path) {
  const response = await fetch(path, { signal: AbortSignal.timeout(PATIENCE) });
  if (response.status === 401) location.reload();
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

async function turn() {
  clearTimeout(waiting);
  if (document.hidden || isPaused) return;
  try {
    const told = await ask(`now?since=${next}`);
    answeredAt = Date.now() / SECOND;
    remember(told);
    shown(told);
  } catch {
    now.silent(answeredAt);
  }
  clearTimeout(waiting);
  waiting = setTimeout(turn, SECOND);
}

/** A worker that was started again counts its points anew. */
function remember(told) {
  if (told.uptime < uptime) [points, next] = [[], 0];
  else points = [...points, ...told.points].slice(-SPAN);
  uptime = told.uptime;
  next = points.length ? points.at(-1)[0] + 1 : 0;
}

function shown(told) {
  for (const show of [now.health, now.facts, now.tiles, now.stages, ...Object.values(sections)]) show(told);
  if (still.matches && told.at - drawnAt < CALM) return;
  drawnAt = told.at;
  now.charts(points, told.at);
}

const { settings, ...sections } = lists;

function pause() {
  isPaused = !isPaused;
  byId("pause").setAttribute("aria-pressed", String(isPaused));
  turn();
}

byId("pause").addEventListener("click", pause);
document.addEventListener("visibilitychange", turn);
byId("all-settings").addEventListener("toggle", async (event) => {
  if (event.target.open) settings(await ask("settings"));
});
listen();
turn();
