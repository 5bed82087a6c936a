// The picture of the architecture, `tools/architecture.svg`: which room of the page and which module
// of the engine may use which. It is drawn from the tables of `layering.mjs`, which the sources are
// held against. `npm run architecture` draws it anew.

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { runAsProgram } from './failure.mjs';
import { pageMayUse, rustMayUse } from './layering.mjs';
import { placeInRows } from './layers-drawing.mjs';
import { inRoot } from './paths.mjs';

/** @typedef {Map<string, Set<string>>} Graph a name, and the names that it uses */

export const PICTURE = 'tools/architecture.svg';
/** The page's name for the engine's glue, and the engine's own. */
const GLUE = 'generated';
const BOUNDARY = 'wasm';

/**
 * The arrows between rooms: `worker/protocol` belongs to `worker`. What the table does not list,
 * such as packages, is left out.
 * @param {Record<string, string[]>} mayUse
 * @returns {Graph}
 */
export function roomsOf(mayUse) {
  const room = (/** @type {string} */ name) => name.split('/')[0];
  const names = new Set(Object.keys(mayUse).map(room));
  /** @type {Graph} */
  const graph = new Map([...names].sort().map((name) => [name, new Set()]));
  for (const [from, targets] of Object.entries(mayUse)) {
    for (const to of targets.map(room)) {
      if (names.has(to) && to !== room(from)) graph.get(room(from))?.add(to);
    }
  }
  return graph;
}

/**
 * All that a name leads to, over any number of arrows.
 * @param {Graph} graph
 * @param {string} start
 */
export function reachable(graph, start) {
  const found = new Set(graph.get(start));
  for (const name of found) {
    for (const next of graph.get(name) ?? []) found.add(next);
  }
  return found;
}

/**
 * Names that lead to each other become one, `a, b`: between them there is no above and below.
 * @param {Graph} graph
 * @returns {Graph}
 */
export function withoutCircles(graph) {
  const reach = new Map([...graph.keys()].map((name) => [name, reachable(graph, name)]));
  const label = new Map(
    [...graph.keys()].map((name) => {
      const others = [...graph.keys()].filter(
        (other) => reach.get(name)?.has(other) && reach.get(other)?.has(name),
      );
      return [name, [...new Set([name, ...others])].sort().join(', ')];
    }),
  );
  /** @type {Graph} */
  const merged = new Map([...label.values()].map((name) => [name, new Set()]));
  for (const [from, targets] of graph) {
    for (const to of targets) {
      const [source, target] = [label.get(from) ?? from, label.get(to) ?? to];
      if (source !== target) merged.get(source)?.add(target);
    }
  }
  return merged;
}

/**
 * The same graph without the arrows that follow from others: with a → b and b → c, a → c says nothing
 * new.
 * @param {Graph} graph without circles
 * @returns {Graph}
 */
export function withoutTransitive(graph) {
  /** @type {Graph} */
  const reduced = new Map();
  for (const [from, targets] of graph) {
    const implied = new Set([...targets].flatMap((to) => [...reachable(graph, to)]));
    reduced.set(from, new Set([...targets].filter((to) => !implied.has(to)).sort()));
  }
  return reduced;
}

/**
 * Both tables as one graph: the page's rooms above, joined to the engine where they load its glue.
 * The crate's root is left out: it declares the modules and does nothing with them.
 * @param {Record<string, string[]>} page
 * @param {Record<string, string[]>} rust
 */
export function wholeGraph(page, rust) {
  const { lib, ...modules } = rust;
  const engine = withoutTransitive(withoutCircles(roomsOf(modules)));
  const rooms = withoutTransitive(withoutCircles(roomsOf({ ...page, [GLUE]: [] })));
  rooms.delete(GLUE);
  /** @type {Graph} */
  const graph = new Map();
  for (const [name, targets] of rooms) {
    graph.set(
      pageName(name),
      new Set([...targets].map((to) => (to === GLUE ? BOUNDARY : pageName(to)))),
    );
  }
  for (const [name, targets] of engine) graph.set(name, targets);
  return { graph, rooms: [...rooms.keys()].map(pageName), modules: [...engine.keys()] };
}

/** The page and the engine may have a room of the same name, such as `data`. @param {string} name */
const pageName = (name) => `www/${name}`;

const BOX = { height: 30, padding: 14, letter: 7.4 };
const ROW = 74;
const MARGIN = 32;
const TITLE = 44;

/** @param {string} name */
const shown = (name) => name.replace('www/', '');

/**
 * @param {Record<string, string[]>} page
 * @param {Record<string, string[]>} rust
 * @returns {string} an SVG
 */
export function architectureSvg(page, rust) {
  const { graph, rooms, modules } = wholeGraph(page, rust);
  const widthOf = (/** @type {string} */ name) =>
    Math.round(shown(name).length * BOX.letter + 2 * BOX.padding);
  const { rows, at, arrows, width } = placeInRows(graph, widthOf, [rooms, modules]);
  const firstOfEngine = rows.findIndex((row) => row.some((name) => modules.includes(name)));
  const top = (/** @type {number} */ row) =>
    MARGIN + TITLE + row * ROW + (row >= firstOfEngine ? TITLE : 0);
  const right = Math.round(width + 2 * MARGIN);
  const bottom = top(rows.length - 1) + BOX.height + MARGIN;

  const boxes = rows.flatMap((row, index) =>
    row
      .filter((name) => graph.has(name))
      .map((name) => {
        const [x, w] = [Math.round((at.get(name) ?? 0) + MARGIN), widthOf(name)];
        const kind = rooms.includes(name) ? 'room' : 'module';
        return (
          `<rect class="${kind}" x="${x - w / 2}" y="${top(index)}" width="${w}" height="${BOX.height}" rx="6"/>` +
          `<text x="${x}" y="${top(index) + 20}">${shown(name)}</text>`
        );
      }),
  );
  const lines = arrows.map((points) => `<path d="${curve(points, top)}"/>`);
  const title = (/** @type {string} */ text, /** @type {number} */ y) =>
    `<text class="title" x="${MARGIN}" y="${y}">${text}</text>`;
  const border = top(firstOfEngine) - TITLE - 14;

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${right} ${bottom}" width="${right}" height="${bottom}" role="img" aria-labelledby="name description">
<title id="name">The architecture of Scale Drift</title>
<desc id="description">${descriptionOf(graph)}</desc>
<style>${STYLE}</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M1 1L7 4L1 7"/></marker></defs>
<rect class="paper" width="${right}" height="${bottom}" rx="8"/>
<path class="border" d="M${MARGIN} ${border}H${right - MARGIN}"/>
<g class="arrows">
${lines.join('\n')}
</g>
${boxes.join('\n')}
${title('The page, JavaScript: the rooms of <tspan>www/</tspan>', MARGIN + 8)}
${title('The engine, Rust: the modules of <tspan>src/</tspan>', border + 32)}
</svg>
`;
}

/**
 * A line from a box down to another, upright where it passes a row.
 * @param {{x: number, row: number}[]} points
 * @param {(row: number) => number} top of a row
 */
function curve(points, top) {
  const place = (/** @type {number} */ x) => Math.round(x + MARGIN);
  const [start, ...rest] = points;
  let [x, y] = [place(start.x), top(start.row) + BOX.height];
  let path = `M${x} ${y}`;
  for (const [index, { x: next, row }] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const [toX, toY] = [place(next), top(row) - (isLast ? 2 : 0)];
    const middle = Math.round((y + toY) / 2);
    path += `C${x} ${middle} ${toX} ${middle} ${toX} ${toY}`;
    [x, y] = [toX, toY];
    if (!isLast) {
      y = toY + BOX.height;
      path += `V${y}`;
    }
  }
  return path;
}

/** @param {Graph} graph */
const descriptionOf = (graph) =>
  [...graph]
    .filter(([, targets]) => targets.size > 0)
    .map(([name, targets]) => `${name} uses ${[...targets].join(', ')}.`)
    .join(' ');

const STYLE = `
svg { font: 13px system-ui, sans-serif; --ink: #1d1d1f; --paper: #fff; --line: #a8a8b0; --room: #0072b2; --module: #b34f00 }
text { fill: var(--ink); text-anchor: middle }
.title { font-weight: 600; text-anchor: start; paint-order: stroke; stroke: var(--paper); stroke-width: 8px }
.title tspan { font-weight: 400; font-family: ui-monospace, monospace }
.paper { fill: var(--paper) }
.room, .module { fill: var(--paper); stroke: var(--room) }
.module { stroke: var(--module) }
.border, .head { fill: none; stroke: var(--line) }
.border { stroke-dasharray: 2 4 }
.arrows path { fill: none; stroke: var(--line); marker-end: url(#head) }
@media (prefers-color-scheme: dark) {
svg { --ink: #ededf0; --paper: #16161a; --line: #6c6c76; --room: #56b4e9; --module: #f0954a }
}
`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAsProgram(async () => {
    writeFileSync(inRoot(PICTURE), architectureSvg(pageMayUse, rustMayUse));
    console.log(PICTURE);
  });
}
