import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  curveBetween,
  drawLandscape,
  joinedSteps,
  layOutPanels,
  placeOf,
  pointAt,
  SHOWN,
  shadeOf,
} from '../../www/charts/landscape.js';
import {
  compare,
  fittingDoublings,
  landscapeText,
  pointsOf,
  rescaled,
} from '../../www/figures/landscape/two-starts.js';
import { contextStub, INKS } from './context-stub.js';

/** @typedef {import('../../www/charts/landscape.js').Point} Point */

const panel = { left: 20, top: 26, width: 300, height: 200 };
const w1 = fc.double({ min: 0.1, max: SHOWN.right, noNaN: true });
const w2 = fc.double({ min: SHOWN.bottom, max: SHOWN.top, noNaN: true });
/** @type {(a: number, b: number) => boolean} */
const isClose = (a, b) => Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(a));

test('the maps from place to point and from point to place are inverse', () => {
  fc.assert(
    fc.property(w1, w2, (a, b) => {
      const [x, y] = placeOf(panel, [a, b]);
      assert.ok(x >= 20 && x <= 320 && y >= 26 && y <= 226);
      const back = pointAt(panel, x, y);
      assert.ok(isClose(back[0], a) && isClose(back[1], b));
    }),
  );
});

test('panels stay inside, never overlap, and have equal units on both axes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 1800 }),
      fc.integer({ min: 1, max: 4 }),
      (width, count) => {
        const { panels, height } = layOutPanels(width, count);
        panels.forEach(({ left, top, width: across, height: tall }, at) => {
          assert.ok(left >= 0 && left + across <= width && top + tall < height);
          assert.ok(Math.abs(across / 3 - tall / 2) < 1);
          for (const other of panels.slice(at + 1)) {
            assert.ok(other.left >= left + across || other.top >= top + tall);
          }
        });
      },
    ),
  );
  assert.equal(new Set(layOutPanels(900, 3).panels.map(({ top }) => top)).size, 1);
  assert.equal(new Set(layOutPanels(288, 3).panels.map(({ left }) => left)).size, 1);
});

test('a curve between two points of an orbit stays on the orbit, through the rescaling', () => {
  const doublings = fc.integer({ min: -4, max: 4 });
  fc.assert(
    fc.property(w1, w2, doublings, (a, b, count) => {
      const start = /** @type {Point} */ ([a, b]);
      for (const [x, y] of curveBetween(start, rescaled(start, count))) {
        assert.ok(Math.abs(x * y - a * b) < 1e-9);
      }
    }),
  );
  assert.deepEqual(curveBetween([1, 2], [3, 5]).at(0), [1, 2]);
  assert.deepEqual(curveBetween([1, -2], [3, 4]).at(-1), [3, 4]);
});

test('the shade is 0 on w1·w2 = 1 and grows away from this curve', () => {
  const [width, height] = [300, 200];
  const shade = shadeOf(width, height);
  const at = (/** @type {number} */ a, /** @type {number} */ b) => {
    const [x, y] = placeOf({ left: 0, top: 0, width, height }, [a, b]);
    return shade[Math.floor(y) * width + Math.floor(x)];
  };
  assert.ok(at(1, 1) <= 1 && at(2, 0.5) <= 1);
  assert.ok(at(1, 1.5) > at(1, 1.2) && at(1, 0.1) > at(1, 0.7));
});

test('joined steps begin at the start, exist in both paths and are few', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (length) => {
      const steps = joinedSteps(length);
      assert.ok(steps[0] === 0 && steps.length <= 8 && steps.every((step) => step < length));
      assert.equal(new Set(steps).size, steps.length);
    }),
  );
});

/** @type {[Point[], Point[]]} */
const parted = [
  [
    [0.5, 0.5],
    [0.6, 0.6],
  ],
  [
    [1, 0.25],
    [1, 0.5],
  ],
];
/** @type {[Point[], Point[]]} */
const images = [
  [
    [0.5, 0.5],
    [0.75, 0.75],
  ],
  [
    [1, 0.25],
    [1.5, 0.375],
  ],
];

test('everything inside a panel is clipped to it, both paths have the rule’s hue and dash', () => {
  const { context, calls, named } = contextStub();
  const style = { hue: '#D55E00', dash: [7, 4] };
  drawLandscape(context, {
    panels: [panel],
    subjects: [{ label: 'SGD', note: 'apart by 0.14', ...style, paths: parted }],
    starts: [
      [0.5, 0.5],
      [1, 0.25],
    ],
    shade: /** @type {any} */ ({}),
    inks: INKS,
  });
  const order = calls.map(({ name }) => name);
  assert.ok(order.indexOf('clip') < order.indexOf('drawImage'));
  assert.ok(order.indexOf('drawImage') < order.indexOf('restore'));
  const written = named('fillText').map(({ values }) => values[0]);
  for (const text of ['SGD', 'apart by 0.14', 'w₁', 'w₂']) assert.ok(written.includes(text), text);
  assert.ok(order.lastIndexOf('arc') < order.indexOf('restore'));
  const dashes = named('setLineDash').filter(({ values }) => values[0] === style.dash);
  assert.equal(dashes.length, 3, 'two paths and the sample beside the name');
  const full = named('fill').filter(({ state }) => state.fillStyle === INKS.text);
  assert.equal(full.length, 1, 'one full circle');
});

test('the plane and the starts are drawn without paths too', () => {
  const { context, named } = contextStub();
  drawLandscape(context, {
    panels: [panel],
    subjects: [{ label: 'UN', note: '', hue: '#009E73', dash: [2, 3], paths: null }],
    starts: [
      [0.5, 0],
      [1, 0],
    ],
    shade: /** @type {any} */ ({}),
    inks: INKS,
  });
  assert.equal(named('arc').length, 2);
});

test('paths are compared step by step, by function and by point', () => {
  const { gap, isSame, steps } = compare(parted);
  assert.ok(isClose(gap, 0.14) && !isSame && steps === 2);
  assert.deepEqual(compare(images), { gap: 0, isSame: false, steps: 2 });
  assert.deepEqual(compare([images[0], images[0].slice(0, 1)]), { gap: 0, isSame: true, steps: 1 });
});

test('the sentence tells parted, rescaled, coinciding and ended paths apart', () => {
  assert.equal(landscapeText([], 1), 'No paths yet.');
  const text = landscapeText(
    [
      { rule: 'sgd', label: 'SGD', paths: parted },
      { rule: 'sm', label: 'SM', paths: images },
      { rule: 'un', label: 'UN', paths: [images[0], images[0]] },
    ],
    1,
  );
  assert.match(text, /SGD 0\.140, SM 0 exactly and UN 0 exactly/);
  assert.match(text, /Under SM the second path is the first, rescaled/);
  assert.match(text, /Under UN the two paths are the same/);
  assert.doesNotMatch(text, /leaves/);
  assert.match(
    landscapeText([{ rule: 'sgd', label: 'SGD', paths: parted }], 9),
    /SGD leaves the range of numbers after 1 steps/,
  );
});

test('a network whose w1 fell below 0 answers nothing, whatever the product is', () => {
  /** @type {[Point[], Point[]]} */
  const paths = [[[1, 0.5]], [[-1, -0.5]]];
  assert.equal(compare(paths).gap, 0.5);
  assert.match(
    landscapeText([{ rule: 'sgd', label: 'SGD', paths }], 0),
    /SGD 0\.500\. A step of SGD was too large: w₁ is below 0/,
  );
});

test('the engine’s numbers come in pairs', () => {
  assert.deepEqual(pointsOf(Float64Array.of(1, 2, 3, 4)), [
    [1, 2],
    [3, 4],
  ]);
});

test('the second start lies in the picture, apart from the first, on its orbit to the bit', () => {
  fc.assert(
    fc.property(w1, w2, fc.integer({ min: -4, max: 4 }), (a, b, wanted) => {
      const count = fittingDoublings([a, b], wanted);
      assert.ok(Number.isInteger(count) && Math.abs(count) <= 4);
      const [x, y] = rescaled([a, b], count);
      assert.ok(x >= 0.1 && x <= SHOWN.right && y >= SHOWN.bottom && y <= SHOWN.top);
      assert.ok(Math.abs(y) < 1e-300 || x * y === a * b);
    }),
  );
  assert.equal(fittingDoublings([0.4, 0.75], 2), 2);
  assert.equal(fittingDoublings([2.5, 0.2], 2), -1);
});
