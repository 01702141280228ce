// Decides how elements are made: what is shown is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** An element; strings among its children become text. Attributes never hold what a page says. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Text of a page: set apart, so that its direction does not turn round what stands beside it. */
export const foreign = (text) => el("bdi", {}, text);

const shown = new WeakMap();

/** Replaces what is in an element, but only if it was made from something else: a selection in it stays. */
export function show(element, source, make) {
  const key = JSON.stringify(source);
  if (shown.get(element) === key) return;
  shown.set(element, key);
  element.replaceChildren(...make(source));
}
