import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forbiddenArrows, ownSources, pageUses, rustUses } from '../../tools/layering.mjs';

test('no import of the engine or the page runs back', () => {
  const sources = ownSources();
  assert.ok(sources.length > 20, 'the sources were found');
  assert.deepEqual(forbiddenArrows(sources), []);
});

test('the check is not asleep: made-up arrows back are caught', () => {
  const backward = [
    ['src/geometry/made_up.rs', 'use crate::network::Network;'],
    ['src/optim/mod.rs', 'use crate::{geometry::Geometry, layers::{Dense, Layer}};'],
    ['src/layers/made_up.rs', 'use super::super::optim::Rule;'],
    ['src/math/mod.rs', 'fn f() { super::param::rows(); }'],
    ['src/network.rs', 'use crate::symmetry::orbit;'],
    ['www/charts/made-up.js', "import { state } from '../state.js';"],
    ['www/views/made-up.js', "import '../main.js';"],
    ['www/worker/trainer.js', "const page = await import('../views/lane.js');"],
  ];
  for (const [path, text] of backward) {
    assert.equal(forbiddenArrows([{ path, text }]).length, 1, `${path}: ${text}`);
  }
});

test('a module that is in no table is named', () => {
  assert.match(forbiddenArrows([{ path: 'src/misc.rs', text: '' }])[0], /no place/);
});

test('what Rust names is found in every spelling, tests and comments aside', () => {
  const text = `
    //! crate::wasm is only spoken of here
    use crate::error::Error;
    use crate::{math::{dot, gemm}, param::Param};
    use super::rows;
    fn f() -> crate::rng::Seed { super::super::real::one() }
    #[cfg(test)]
    mod tests { use crate::network::Network; }`;
  assert.deepEqual(rustUses({ path: 'src/layers/dense.rs', text }).sort(), [
    'error',
    'math',
    'param',
    'real',
    'rng',
  ]);
});

test('what a page module imports is found in every spelling', () => {
  const text = `
    import uPlot from 'uplot';
    import { a,
      b } from '../state.js';
    import workerUrl from './trainer.js?worker&url';
    import '../style/main.css';
    export { c } from "./protocol.js";
    /** @typedef {import('../views/lane.js').Lane} Lane */
    const d = await import('./late.js');`;
  assert.deepEqual(pageUses({ path: 'www/worker/runs.js', text }), [
    'uplot',
    'www/link/state.js',
    'www/worker/trainer.js',
    'www/style/main.css',
    'www/worker/protocol.js',
    'www/worker/late.js',
  ]);
});
