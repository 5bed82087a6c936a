import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circles, ownSources, pageUses, rustFiles, rustPaths } from '../../tools/imports.mjs';
import { forbiddenArrows, rustUses } from '../../tools/layering.mjs';

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
    ['www/charts/made-up.js', "import { state } from '../link/state.js';"],
    ['www/figures/lines/made-up.js', "import '../../main.js';"],
    ['www/figures/lines/made-up.js', "import '../seeds/view.js';"],
    ['www/figures/draw/made-up.js', "import '../filters/view.js';"],
    ['www/page/made-up.js', "import '../controls/pace.js';"],
    ['www/run/made-up.js', "import '../page/element.js';"],
    ['www/worker/inside/made-up.js', "const page = await import('../../figures/drift/lane.js');"],
    ['www/worker/runs.js', "import './inside/trainer.js';"],
  ];
  for (const [path, text] of backward) {
    assert.equal(forbiddenArrows([{ path, text }]).length, 1, `${path}: ${text}`);
  }
});

test('a module that is in no table is named', () => {
  assert.match(forbiddenArrows([{ path: 'src/misc.rs', text: '' }])[0], /no place/);
  assert.match(forbiddenArrows([{ path: 'www/misc.js', text: '' }])[0], /no place/);
  assert.match(forbiddenArrows([{ path: 'www/misc/a.js', text: '' }])[0], /no place/);
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
    'layers',
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
      b } from '../link/state.js';
    import workerUrl from './trainer.js?worker&url';
    import '../page/page.css';
    export { c } from "./protocol.js";
    /** @typedef {import('../figures/drift/lane.js').Lane} Lane */
    const d = await import('./late.js');`;
  assert.deepEqual(pageUses({ path: 'www/worker/runs.js', text }), [
    'uplot',
    'www/link/state.js',
    'www/worker/trainer.js',
    'www/page/page.css',
    'www/worker/protocol.js',
    'www/worker/late.js',
  ]);
});

test('what Rust names is followed into folders, braces and parents, to the file', () => {
  const text = `
    use crate::math::{gemm::Gemm, rows::{dot, square_norm}};
    use super::{Geometry, scaled_metric};
    fn f() { super::super::param::rows(); }`;
  const source = { path: 'src/geometry/unit_norm.rs', text };
  assert.deepEqual(rustPaths(source), [
    ['math', 'gemm', 'Gemm'],
    ['math', 'rows', 'dot'],
    ['math', 'rows', 'square_norm'],
    ['geometry', 'Geometry'],
    ['geometry', 'scaled_metric'],
    ['param', 'rows'],
  ]);
  const files = new Set(
    ['math/gemm', 'math/rows', 'geometry/mod', 'geometry/scaled_metric', 'param'].map(
      (name) => `src/${name}.rs`,
    ),
  );
  assert.deepEqual(rustFiles(source, files), [...files]);
});

test('circles of files are found, inside a folder too, and named once', () => {
  const circle = [
    { path: 'src/optim/a.rs', text: 'use super::b::B;' },
    { path: 'src/optim/b.rs', text: 'use crate::optim::c::C;' },
    { path: 'src/optim/c.rs', text: 'use super::a::A;' },
    { path: 'src/optim/mod.rs', text: 'mod a; pub use self::a::A;' },
    { path: 'www/run/d.js', text: "import './e.js';" },
    { path: 'www/run/e.js', text: "export * from './d.js';" },
    { path: 'www/run/f.js', text: "/** @typedef {import('./g.js').G} G */" },
    { path: 'www/run/g.js', text: "import './f.js';" },
  ];
  assert.deepEqual(circles(circle), [
    'src/optim/a.rs → src/optim/b.rs → src/optim/c.rs → src/optim/a.rs',
    'www/run/d.js → www/run/e.js → www/run/d.js',
  ]);
});

test('the pages lie at the top of www/, and no other script does', () => {
  const loose = ownSources().flatMap(({ path }) => path.match(/^www\/([^/]+)\.js$/)?.[1] ?? []);
  assert.deepEqual(loose.sort(), ['main', 'offline']);
});
