import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { colourTable } from '../../www/charts/colour.js';
import { DRIFT_SCALE, WEIGHT_SCALE } from '../../www/charts/palette.js';
import {
  directionOf,
  drawTiles,
  frameWidth,
  layOutTiles,
  signedImage,
  tileAt,
  tilePlace,
} from '../../www/charts/tiles.js';
import { factsOf, filtersText } from '../../www/figures/filters/filter-words.js';
import { contextStub, INKS } from './context-stub.js';

const width = fc.integer({ min: 200, max: 1600 });
const count = fc.integer({ min: 1, max: 64 });

test('every tile lies inside, and its middle leads to this tile alone', () => {
  fc.assert(
    fc.property(width, count, fc.integer({ min: 1, max: 2 }), (across, tiles, panels) => {
      const layout = layOutTiles(across, tiles, panels);
      for (let panel = 0; panel < panels; panel += 1) {
        for (let tile = 0; tile < tiles; tile += 1) {
          const { left, top } = tilePlace(layout, panel, tile);
          assert.ok(
            left >= 0 && left + layout.pitch <= across && top + layout.pitch <= layout.height,
          );
          const middle = layout.pitch / 2;
          assert.deepEqual(tileAt(layout, tiles, left + middle, top + middle), { panel, tile });
        }
      }
      assert.equal(tileAt(layout, tiles, -1, 40), null);
      assert.equal(tileAt(layout, tiles, 5, layout.height + 200), null);
      assert.equal(tileAt(layout, tiles, 5, 2), null, 'the panel’s name is no tile');
    }),
  );
});

test('the twin is beside the network where there is room, below it on a phone', () => {
  const [wide, narrow] = [layOutTiles(900, 64, 2), layOutTiles(288, 64, 2)];
  assert.equal(wide.panels[0].top, wide.panels[1].top);
  assert.equal(narrow.panels[0].left, narrow.panels[1].left);
  assert.ok(narrow.panels[1].top > tilePlace(narrow, 0, 63).top + narrow.pitch);
});

test('rescaling by powers of two leaves the direction the same to the bit', () => {
  // Subnormal numbers are left out: a power of two changes more than their exponent.
  const weight = fc.integer({ min: -99_999, max: 99_999 }).map((value) => value / 4096);
  const weights = fc.array(weight, { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(weights, fc.integer({ min: -8, max: 8 }), (list, power) => {
      const row = Float32Array.from(list);
      assert.deepEqual(directionOf(row.map((value) => value * 2 ** power)), directionOf(row));
    }),
  );
  assert.notDeepEqual(directionOf(Float32Array.of(3, 4)), Float32Array.of(3, 4));
  assert.deepEqual(directionOf(new Float32Array(4)), new Float32Array(4));
});

test('weights become opaque pixels: grey at 0, the ends of the scale at the limit', () => {
  const table = colourTable(WEIGHT_SCALE.light);
  const image = signedImage(Float32Array.of(-1, 0, 1, 9), table, 1);
  const { negative, neutral, positive } = WEIGHT_SCALE.light;
  const expected = [negative[0], neutral, positive[0], positive[0]];
  assert.deepEqual(
    [...image],
    expected.flatMap((colour) => [...colour, 255]),
  );
});

test('a frame grows with the norm, and NaN draws a frame too', () => {
  const value = fc.double({ min: -4, max: 4, noNaN: true });
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      assert.ok(frameWidth(low, 1) <= frameWidth(high, 1));
      assert.ok(frameWidth(a, 1) >= 1 && frameWidth(a, 1) <= 4);
    }),
  );
  assert.equal(frameWidth(0, 1), 2);
  assert.equal(frameWidth(Number.NaN, 1), 2);
});

test('every tile has a frame in its drift’s colour, and only the chosen tile has a ring', () => {
  const { context, named } = contextStub();
  const table = colourTable(DRIFT_SCALE.light);
  const image = /** @type {any} */ ({});
  drawTiles(context, {
    layout: layOutTiles(600, 3, 2),
    panels: [
      { title: 'network', images: [image, image, image], values: [-1, 0, 1] },
      { title: 'rescaled twin', images: [image, image, image], values: [0, 0, 0] },
    ],
    limit: 1,
    table,
    chosen: { panel: 1, tile: 2 },
    inks: INKS,
  });
  assert.equal(named('drawImage').length, 6);
  assert.ok(named('drawImage').every(({ state }) => state.imageSmoothingEnabled === false));
  const fills = named('fillRect').map(({ state }) => state.fillStyle);
  assert.equal(fills[1], `rgb(${DRIFT_SCALE.light.negative[2].join(' ')})`);
  assert.equal(fills[5], `rgb(${DRIFT_SCALE.light.positive[2].join(' ')})`);
  assert.equal(named('strokeRect').length, 1);
  assert.deepEqual(
    named('fillText').map(({ values }) => values[0]),
    ['network', 'rescaled twin'],
  );
});

test('the sentence gives both spans, as factors', () => {
  const side = (/** @type {number[]} */ drift) => ({ weights: new Float32Array(0), drift });
  assert.equal(filtersText(null), 'No filters yet.');
  assert.equal(filtersText({ network: side([]), twin: null }), 'No filters yet.');
  assert.equal(
    filtersText({ network: side([-1, 0, 1]), twin: side([0, 0]) }),
    'Norms against their start: × 0.500 to × 2.00, in the twin × 1.00 to × 1.00.',
  );
});

test('a neuron’s page tells the known facts and nothing else', () => {
  assert.deepEqual(factsOf({}), []);
  assert.deepEqual(factsOf({ step: 1500 }), [['Looking back to step', '1,500']]);
  const facts = new Map(
    factsOf({
      norms: { network: [1, 2], twin: [8, 4] },
      charge: { measured: 0.5, predicted: 0.25 },
      range: [-3, 4],
      bits: 4,
    }),
  );
  assert.equal(facts.get('Norm'), '2.00, × 2.00 since the start');
  assert.equal(facts.get('Norm in the twin'), '4.00, × 0.500 since the start');
  assert.match(facts.get('Charge since the start') ?? '', /apart by 0\.250/);
  assert.equal(facts.get('Range before the nonlinearity, inputs 0 to 1'), '−3.00 to 4.00');
  assert.equal(facts.get('Integer bits, sign included'), '4');
  assert.equal(factsOf({ norms: { network: [1, 1], twin: null } }).length, 1);
  const [[name, why]] = factsOf({ charge: null });
  assert.equal(name, 'Charge');
  assert.match(why, /SGD.* not defined here/, 'another rule has none, and says so');
});
