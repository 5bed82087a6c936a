// Links that visitors have kept, from before there were convolutional networks and scenes. Each
// must still give the run that it gave then, to the last bit.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import catalog from '../../www/generated/catalog.js';
import { runSpec } from '../../www/link/spelling.js';
import { parseHash } from '../../www/link/state.js';
import { trainer } from './engine.js';

const STEPS = 12;

/**
 * Each link, and the first half of the hash of each lane's weights after the steps.
 * @type {[string, string[]][]}
 */
const LINKS = [
  [
    '',
    [
      '2cc8f6994446d137cc094c1f97c1da66',
      'ec8a18f3fbed09db85e63ecadfb23bdf',
      '8a19a4a17cc90195a2433df1b22aea4a',
    ],
  ],
  [
    'v=2&lanes=sgd:0.05,sm:0.05,un:0.05&strength=6',
    [
      'f33ac562aa54f7ff6465c076c3b6e0dc',
      '718daf48dae37c74f94f5ac65d64ac11',
      '8a19a4a17cc90195a2433df1b22aea4a',
    ],
  ],
  [
    'v=2&lanes=sgd:0.05,un:0.05&strength=0&rescalings=5:0:5:4',
    ['b796a79c7661062f7c842eed2a615a1f', '8a19a4a17cc90195a2433df1b22aea4a'],
  ],
  [
    'v=2&lanes=adam:0.002,un:0.05&images=400&width=16',
    ['682c348c2fcaf42c870d7ef0253e68f4', '90d36357c62b9eeb012de25a4e6ab61d'],
  ],
  [
    'v=2&lanes=sgd,un&twin=random&seed=7&changes=a:3:0.01,b:5:0.2:exponential',
    ['6bf3f61f5e78b2bc4756b98858b7a386', '894cc5b80d91a9e1b838614dd266c3ed'],
  ],
  [
    'v=2&lanes=sgd:0.1:bold,un:0.1:bold&images=1000',
    ['6ee689f9b9b6cee36734f1fb8985bc8b', '74ca3f3146d76bd24a71538a49b55ba6'],
  ],
  [
    'v=2&lanes=sgd,sm,un,pbwn&architecture=arch2&depth=3',
    [
      '90668175c2319b7c750611427da887b0',
      '7dc75004ff8c967ad3521c457a7d02d7',
      'af81b7fe52d50468295705e148e10f2b',
      'ccb8f94ab253470714dd223e06a5e1dd',
    ],
  ],
  [
    'v=2&lanes=sm,sm_rows,sgd&group=2&rescalings=0:1:all:-3',
    [
      'c1d4897d64552f57174f07e95120f9c7',
      'e0d45437d9999b9b9cb7364e7f709d8c',
      '040e4ac2af264fe999695fe74eeff235',
    ],
  ],
  [
    'v=2&lanes=sgd_momentum:0.02,un_momentum:0.02&twin=off&batch=20',
    ['4a5c65b50c931185b8bd55816363788b', 'c9e8e8e469a264aacdacae2caf0524ed'],
  ],
  [
    'lanes=path_sgd,adapt_ahead&depth=1&width=64&stop=steps:500',
    ['d57995d05883e1ee18851b1fa111fa71', 'f2dfa3149ae41562b3c561d0921afd21'],
  ],
];

const engine = trainer();

/** @param {string} hash */
function weightsOf(hash) {
  const { state, problems } = parseHash(hash, catalog);
  assert.deepEqual(problems, [], hash);
  return state.lanes.map((lane) => {
    engine.start(runSpec(state, lane));
    while (engine.steps < STEPS) engine.step(() => {});
    return engine.hash().slice(0, 32);
  });
}

test('ten links of before still give their runs', () => {
  assert.equal(LINKS.length, 10);
  for (const [hash, weights] of LINKS) assert.deepEqual(weightsOf(hash), weights, hash);
});

test('the hashes would tell another run', () => {
  const [hash, weights] = LINKS[2];
  assert.notDeepEqual(weightsOf(`${hash}&seed=2`), weights);
});
