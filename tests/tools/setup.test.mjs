import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { matchesLock, requireNode } from '../../tools/node-packages.mjs';
import { inRoot } from '../../tools/paths.mjs';
import { lockedVersion } from '../../tools/rust-tools.mjs';
import { doStep, fingerprint } from '../../tools/steps.mjs';

test('Node is accepted from 20.19 on', () => {
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.1.0']) requireNode(version);
  for (const version of ['18.20.0', '20.18.3']) {
    assert.throws(() => requireNode(version), /too old[\s\S]*nodejs\.org/);
  }
});

test('installed packages are compared with the lock by version', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  };
  assert.ok(matchesLock(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } }));
  assert.ok(!matchesLock(lock, { packages: { 'node_modules/a': { version: '1.0.1' } } }));
  assert.ok(!matchesLock(lock, { packages: {} }));
});

test('the wasm-bindgen version is read from Cargo.lock and nowhere else', () => {
  const lock =
    'version = 4\n\n[[package]]\nname = "wasm-bindgen"\nversion = "0.2.1"\n\n[[package]]\nname = "wasm-bindgen-test"\nversion = "0.3.9"\n';
  assert.equal(lockedVersion('wasm-bindgen', lock), '0.2.1');
  assert.throws(() => lockedVersion('serde', lock), /names no serde/);
});

test('the npm lock names no registry', () => {
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
  for (const [path, entry] of Object.entries(lock.packages)) {
    assert.equal(entry.resolved, undefined, path);
    if (path !== '') assert.match(entry.integrity, /^sha512-/, path);
  }
});

test('every dependency is pinned and has its reason', () => {
  const {
    dependencies,
    devDependencies,
    '//': reasons,
  } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const all = { ...dependencies, ...devDependencies };
  for (const [name, version] of Object.entries(all)) assert.match(version, /^\d+\.\d+\.\d+$/, name);
  assert.deepEqual(Object.keys(reasons).sort(), Object.keys(all).sort());
});

const folder = 'target/step-test';
after(() => rmSync(inRoot(folder), { recursive: true, force: true }));

test('a step is skipped exactly when its inputs and outputs have not changed', async () => {
  mkdirSync(inRoot(folder), { recursive: true });
  const input = `${folder}/input`;
  const output = `${folder}/output`;
  writeFileSync(inRoot(input), 'one');
  let runs = 0;
  const step = {
    name: `test ${process.pid}`,
    inputs: [input],
    outputs: [output],
    work: async () => {
      runs += 1;
      writeFileSync(inRoot(output), 'made');
      return undefined;
    },
  };
  after(() => rmSync(inRoot('.tools/steps', `test-${process.pid}`), { force: true }));
  await doStep(step);
  await doStep(step);
  assert.equal(runs, 1, 'nothing changed');
  writeFileSync(inRoot(input), 'two');
  await doStep(step);
  assert.equal(runs, 2, 'an input changed');
  rmSync(inRoot(output));
  await doStep(step);
  assert.equal(runs, 3, 'an output is gone');
});

test('bytes that move from one file to another change the fingerprint', () => {
  mkdirSync(inRoot(folder, 'files'), { recursive: true });
  const write = (/** @type {string} */ a, /** @type {string} */ b) => {
    writeFileSync(inRoot(folder, 'files', 'a'), a);
    writeFileSync(inRoot(folder, 'files', 'b'), b);
    return fingerprint([`${folder}/files`]);
  };
  assert.notEqual(write('x', 'yz'), write('xy', 'z'));
});
