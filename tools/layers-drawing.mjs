// Places a graph without circles in rows, so that every arrow runs down and few arrows cross. An
// arrow that is longer than a row passes the rows between through places of its own.

/** @typedef {Map<string, Set<string>>} Graph */
/** @typedef {{names: string[][], above: Map<string, string[]>, below: Map<string, string[]>}} Rows */

const GAP = 26;
/** Passing arrows may run closer to each other than boxes may stand. */
const PASSAGE_GAP = 12;
/** How much more a passing arrow's neighbours count when they are passages too: it runs straight. */
const STRAIGHT = 12;
const SWEEPS = 60;
/** How much the middle of the picture pulls at every box, beside one neighbour. */
const PULL = 0.15;

/**
 * @param {Graph} graph
 * @param {(name: string) => number} widthOf a box
 * @param {string[][]} storeys groups of names, each wholly above the next
 */
export function placeInRows(graph, widthOf, storeys) {
  const rowOf = rowNumbers(graph, storeys);
  const { rows, chains } = withPassages(graph, rowOf);
  orderRows(rows);
  const width = (/** @type {string} */ name) => (graph.has(name) ? widthOf(name) : 0);
  const at = positions(rows, width);
  const left = Math.min(...rows.names.flat().map((name) => (at.get(name) ?? 0) - width(name) / 2));
  for (const [name, x] of at) at.set(name, x - left);
  const right = Math.max(...rows.names.flat().map((name) => (at.get(name) ?? 0) + width(name) / 2));
  return { rows: rows.names, at, arrows: spread(chains, at, width), width: right };
}

/**
 * A name stands one row below the lowest that uses it.
 * @param {Graph} graph
 * @param {string[][]} storeys
 */
function rowNumbers(graph, storeys) {
  /** @type {Map<string, number>} */
  const rowOf = new Map();
  let first = 0;
  for (const storey of storeys) {
    const inside = new Set(storey);
    for (const name of storey) rowOf.set(name, first);
    let changed = true;
    while (changed) {
      changed = false;
      for (const name of storey) {
        for (const to of graph.get(name) ?? []) {
          const least = (rowOf.get(name) ?? 0) + 1;
          if (!inside.has(to) || (rowOf.get(to) ?? 0) >= least) continue;
          rowOf.set(to, least);
          changed = true;
        }
      }
    }
    first = Math.max(...storey.map((name) => rowOf.get(name) ?? 0)) + 1;
  }
  return rowOf;
}

/**
 * @param {Graph} graph
 * @param {Map<string, number>} rowOf
 */
function withPassages(graph, rowOf) {
  const last = Math.max(...rowOf.values());
  /** @type {Rows} */
  const rows = {
    names: Array.from({ length: last + 1 }, () => []),
    above: new Map(),
    below: new Map(),
  };
  for (const [name, row] of rowOf) rows.names[row].push(name);
  /** @type {{name: string, row: number}[][]} */
  const chains = [];
  for (const [from, targets] of graph) {
    for (const to of targets) {
      const chain = [{ name: from, row: rowOf.get(from) ?? 0 }];
      for (let row = chain[0].row + 1; row < (rowOf.get(to) ?? 0); row += 1) {
        const passage = `${from} to ${to} in ${row}`;
        rows.names[row].push(passage);
        chain.push({ name: passage, row });
      }
      chain.push({ name: to, row: rowOf.get(to) ?? 0 });
      chains.push(chain);
      for (let index = 1; index < chain.length; index += 1) {
        const [upper, lower] = [chain[index - 1].name, chain[index].name];
        rows.below.set(upper, [...(rows.below.get(upper) ?? []), lower]);
        rows.above.set(lower, [...(rows.above.get(lower) ?? []), upper]);
      }
    }
  }
  return { rows, chains };
}

/**
 * Every row in the order of the means of its neighbours, down and up in turn; the order with the
 * fewest crossings is kept.
 * @param {Rows} rows
 */
function orderRows(rows) {
  let best = rows.names.map((row) => [...row]);
  let fewest = crossings(rows);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isDown = sweep % 2 === 0;
    const order = [...rows.names.keys()].slice(1);
    for (const index of isDown ? order : order.map((row) => row - 1).reverse()) {
      const other = rows.names[index + (isDown ? -1 : 1)];
      const neighbours = isDown ? rows.above : rows.below;
      const means = new Map(
        rows.names[index].map((name, position) => {
          const places = (neighbours.get(name) ?? []).map((near) => other.indexOf(near));
          // A name without neighbours keeps its place.
          const own = (position / rows.names[index].length) * other.length;
          return [name, places.length > 0 ? meanOf(places) : own];
        }),
      );
      rows.names[index].sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0));
    }
    const count = crossings(rows);
    if (count >= fewest) continue;
    fewest = count;
    best = rows.names.map((row) => [...row]);
  }
  rows.names = best;
}

/** @param {Rows} rows */
function crossings({ names, below }) {
  let count = 0;
  for (const [index, row] of names.slice(0, -1).entries()) {
    const lines = row.flatMap((name, from) =>
      (below.get(name) ?? []).map((to) => [from, names[index + 1].indexOf(to)]),
    );
    for (const [a, b] of lines) {
      for (const [c, d] of lines) if (a < c && b > d) count += 1;
    }
  }
  return count;
}

/**
 * The middle of every box and passage: as near to its neighbours' mean as the order and the widths
 * allow.
 * @param {Rows} rows
 * @param {(name: string) => number} width 0 for a passage
 * @returns {Map<string, number>}
 */
function positions(rows, width) {
  /** @type {Map<string, number>} */
  const at = new Map();
  const isPassage = (/** @type {string} */ name) => width(name) === 0;
  for (const row of rows.names) settle(row, Array(row.length).fill(0), width, at);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const row of sweep % 2 === 0 ? rows.names : [...rows.names].reverse()) {
      const wanted = row.map((name) => {
        const near = [...(rows.above.get(name) ?? []), ...(rows.below.get(name) ?? [])];
        const places = near.flatMap((other) =>
          Array(isPassage(name) && isPassage(other) ? STRAIGHT : 1).fill(at.get(other) ?? 0),
        );
        const pull = isPassage(name) ? 0 : PULL;
        return sumOf(places) / (places.length + pull);
      });
      settle(row, wanted, width, at);
    }
  }
  return at;
}

/**
 * Least squares under the order: neighbours that want to overlap move as one block. A passage counts
 * more than a box.
 * @param {string[]} row
 * @param {number[]} wanted
 * @param {(name: string) => number} width
 * @param {Map<string, number>} at is changed
 */
function settle(row, wanted, width, at) {
  let offset = 0;
  const offsets = row.map((name, index) => {
    if (index > 0) {
      const before = width(row[index - 1]);
      offset += (before + width(name)) / 2 + (before + width(name) > 0 ? GAP : PASSAGE_GAP);
    }
    return offset;
  });
  /** @type {{mean: number, weight: number, count: number}[]} */
  const blocks = [];
  for (const [index, want] of wanted.entries()) {
    const weight = width(row[index]) === 0 ? STRAIGHT : 1;
    blocks.push({ mean: want - offsets[index], weight, count: 1 });
    while (blocks.length > 1 && blocks[blocks.length - 2].mean >= blocks[blocks.length - 1].mean) {
      const [left, right] = blocks.splice(-2);
      const sum = left.weight + right.weight;
      const mean = (left.mean * left.weight + right.mean * right.weight) / sum;
      blocks.push({ mean, weight: sum, count: left.count + right.count });
    }
  }
  const means = blocks.flatMap(({ mean, count }) => Array(count).fill(mean));
  for (const [index, name] of row.entries()) at.set(name, means[index] + offsets[index]);
}

/**
 * Arrows that share a box begin and end beside each other.
 * @param {{name: string, row: number}[][]} chains
 * @param {Map<string, number>} at
 * @param {(name: string) => number} width
 */
function spread(chains, at, width) {
  const place = (/** @type {string} */ name) => at.get(name) ?? 0;
  const arrows = chains.map((chain) => chain.map(({ name, row }) => ({ x: place(name), row })));
  for (const [end, next] of [
    [0, 1],
    [-1, -2],
  ]) {
    for (const name of new Set(chains.map((chain) => chain.at(end)?.name ?? ''))) {
      const own = [...chains.keys()]
        .filter((index) => chains[index].at(end)?.name === name)
        .sort((a, b) => (arrows[a].at(next)?.x ?? 0) - (arrows[b].at(next)?.x ?? 0));
      const step = Math.min(12, (width(name) - 16) / Math.max(1, own.length - 1));
      for (const [position, index] of own.entries()) {
        const point = arrows[index].at(end);
        if (point) point.x += (position - (own.length - 1) / 2) * step;
      }
    }
  }
  return arrows;
}

/** @param {number[]} numbers */
const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
/** @param {number[]} numbers */
const meanOf = (numbers) => sumOf(numbers) / numbers.length;
