import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  architectureSvg,
  PICTURE,
  reachable,
  roomsOf,
  wholeGraph,
  withoutCircles,
  withoutTransitive,
} from '../../tools/architecture.mjs';
import { pageMayUse, rustMayUse } from '../../tools/layering.mjs';
import { inRoot } from '../../tools/paths.mjs';

/** @param {import('../../tools/architecture.mjs').Graph} graph */
const asLists = (graph) => Object.fromEntries([...graph].map(([name, to]) => [name, [...to]]));

test('the committed picture is what the tables say', () => {
  assert.equal(
    readFileSync(inRoot(PICTURE), 'utf8'),
    architectureSvg(pageMayUse, rustMayUse),
    'draw it anew: npm run architecture',
  );
});

test('a part of a room is the room; a package is no room', () => {
  const rooms = roomsOf({ main: ['worker/trainer', 'uplot'], 'worker/trainer': ['worker/round'] });
  assert.deepEqual(asLists(rooms), { main: ['worker'], worker: [] });
});

test('rooms that use each other share a box, and the arrows of both', () => {
  const graph = withoutCircles(roomsOf({ a: ['b'], b: ['c'], c: ['b', 'd'], d: [] }));
  assert.deepEqual(asLists(graph), { a: ['b, c'], 'b, c': ['d'], d: [] });
});

test('an arrow that follows from two others is left out', () => {
  const graph = withoutTransitive(roomsOf({ a: ['b', 'c', 'd'], b: ['c'], c: [], d: [] }));
  assert.deepEqual(asLists(graph), { a: ['b', 'd'], b: ['c'], c: [], d: [] });
});

test('the picture of the engine has no arrow but its table’s, and leads wherever the table does', () => {
  const { graph, modules } = wholeGraph(pageMayUse, rustMayUse);
  assert.ok(modules.length > 15, `${modules.length} modules`);
  for (const name of modules) {
    for (const to of graph.get(name) ?? []) assert.ok(rustMayUse[name].includes(to), to);
    const reached = [...reachable(graph, name)];
    const lost = rustMayUse[name].filter((to) => to !== name && !reached.includes(to));
    assert.deepEqual(lost, [], name);
  }
});

test('a new arrow changes the picture; every arrow runs down', () => {
  const before = architectureSvg({ a: ['generated'], b: [] }, { wasm: ['real'], real: [] });
  const after = architectureSvg({ a: ['generated', 'b'], b: [] }, { wasm: ['real'], real: [] });
  assert.notEqual(before, after);
  const picture = architectureSvg(pageMayUse, rustMayUse);
  const arrows = [...picture.matchAll(/<path d="M\d+ (\d+)C[^"]* (\d+)"/g)];
  assert.ok(arrows.length > 20, `${arrows.length} arrows`);
  for (const [line, from, to] of arrows) assert.ok(Number(from) < Number(to), line);
});

test('no two boxes overlap', () => {
  const picture = architectureSvg(pageMayUse, rustMayUse);
  const boxes = [...picture.matchAll(/class="(?:room|module)" x="(\S+)" y="(\S+)" width="(\S+)"/g)];
  assert.ok(boxes.length > 20);
  for (const [index, [, x, y, width]] of boxes.entries()) {
    for (const [, otherX, otherY, otherWidth] of boxes.slice(index + 1)) {
      if (y !== otherY) continue;
      const gap = Math.max(
        Number(x) - Number(otherX) - Number(otherWidth),
        Number(otherX) - Number(x) - Number(width),
      );
      assert.ok(gap >= 10, `boxes at ${x} and ${otherX} in the row at ${y}`);
    }
  }
});
