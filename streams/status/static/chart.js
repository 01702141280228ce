// Decides how the charts of the last minutes are drawn: lines or layers over time, as small as they can be read.

import { svg } from "./dom.js";

export const SPAN = 300; // seconds
const HEIGHT = 170;
const EDGE = { top: 10, right: 4, bottom: 22, left: 52 };
const MARKS = [["5 min ago", 300, "start"], ["2.5 min", 150, "middle"], ["now", 0, "end"]];

/** A scale from 0 to the next 1, 2 or 5 times a power of ten: the share of its height at which a value stands. */
function even(most, least) {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, least)));
  const top = power * [1, 2, 5, 10].find((step) => step * power >= Math.max(most, least));
  return { share: (value) => value / top, marks: [0, top / 2, top] };
}

/** A scale of powers of ten from `least` on, for values of which one in a hundred is a hundred times the others. */
function powers(most, least) {
  const steps = Math.max(2, Math.ceil(Math.log10(Math.max(most, least) / least) - 1e-9));
  const share = (value) => Math.max(0, Math.log10(value / least)) / steps;
  return { share, marks: Array.from({ length: steps + 1 }, (_, step) => least * 10 ** step) };
}

/**
 * Draws points [{at, values}] that end at `now`. `names` are the classes of the values, in their order; layers
 * are put upon each other, lines cross. `least` is the smallest top of an even scale, and where one of powers
 * begins; `say` writes a value.
 */
export function draw(element, points, now, { names, layers, least, say }) {
  const width = Math.max(240, element.clientWidth || 0);
  const stacked = layers ? points.map(({ at, values }) => ({ at, values: sums(values) })) : points;
  const most = Math.max(0, ...stacked.flatMap(({ values }) => values));
  const scale = layers ? even(most, least) : powers(most, least);
  const x = (at) => EDGE.left + (1 - (now - at) / SPAN) * (width - EDGE.left - EDGE.right);
  const y = (value) => HEIGHT - EDGE.bottom - scale.share(value) * (HEIGHT - EDGE.top - EDGE.bottom);
  element.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  const drawn = names.map((name, index) => {
    const d = layers ? layer(stacked, index, x, y) : line(stacked, index, x, y);
    return svg("path", { d, class: `${layers ? "layer" : "curve"} ${name}` });
  });
  element.replaceChildren(...grid(scale.marks, width, y, say), ...marks(width), ...drawn);
}

const sums = (values) => values.map((_, index) => values.slice(0, index + 1).reduce((a, b) => a + b, 0));

function line(points, index, x, y) {
  let isOpen = false;
  return points.map(({ at, values }) => {
    const value = values[index];
    if (value === null) isOpen = false;
    const step = value === null ? "" : `${isOpen ? "L" : "M"}${place(x(at), y(value))}h0`;
    if (value !== null) isOpen = true;
    return step;
  }).join("");
}

function layer(points, index, x, y) {
  if (!points.length) return "";
  const upper = points.map(({ at, values }) => place(x(at), y(values[index])));
  const lower = points.map(({ at, values }) => place(x(at), y(index ? values[index - 1] : 0)));
  return `M${upper.join("L")}L${lower.reverse().join("L")}Z`;
}

const place = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;

function grid(values, width, y, say) {
  return values.flatMap((value) => [
    svg("line", { x1: EDGE.left, x2: width - EDGE.right, y1: y(value), y2: y(value), class: "grid" }),
    svg("text", { x: EDGE.left - 8, y: y(value) + 4, "text-anchor": "end" }, value ? say(value) : "0"),
  ]);
}

function marks(width) {
  const span = width - EDGE.left - EDGE.right;
  return MARKS.map(([text, ago, anchor]) =>
    svg("text", { x: EDGE.left + (1 - ago / SPAN) * span, y: HEIGHT - 5, "text-anchor": anchor }, text));
}
