// Every suite has a name, the least number of tests that must pass (a suite that silently runs nothing
// would otherwise look well), and a way to run it.

import { findProgram, run } from './command.mjs';
import { countNode, countRust, failuresIn } from './counts.mjs';
import { startDisplay } from './display.mjs';
import { inRoot, toolsBin } from './paths.mjs';
import { toolPath } from './rust-tools.mjs';
import { webkitDriver } from './system-packages.mjs';
import { testFilesIn } from './test-files.mjs';
import { writeWebkitCapabilities } from './webkit.mjs';

/**
 * @typedef {import('./counts.mjs').Counts} Counts
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {number} minimum
 * @property {() => Promise<Result>} run prints while it runs
 *
 * @typedef {Counts & {failures: string}} Result failures: the output of the failed tests, or ''
 */

const wasmTest = {
  PATH: `${toolsBin}:${process.env.PATH}`,
  // The test server would otherwise send cross-origin headers that static hosts do not send.
  WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION: '1',
  WASM_BINDGEN_TEST_TIMEOUT: '300',
  WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '60',
};
const wasmTestInBrowser = { ...wasmTest, WASM_BINDGEN_USE_BROWSER: '1' };

/**
 * Runs commands that only succeed or fail; each counts as one test.
 * @param {[string, string[]][]} commands
 * @returns {Promise<Result>}
 */
async function pass(commands) {
  const result = { passed: 0, failed: 0, failures: '' };
  for (const [program, parameters] of commands) {
    const { code, output } = await run(program, parameters, { quiet: true });
    const shown = [program === process.execPath ? 'node' : program, ...parameters].join(' ');
    const line = `${code === 0 ? '✔' : '✖'} ${shown.replaceAll(inRoot(), '')}`;
    console.log(line);
    result[code === 0 ? 'passed' : 'failed'] += 1;
    if (code === 0) continue;
    console.log(output);
    result.failures += `${line}\n${failuresIn(output)}\n`;
  }
  return result;
}

/**
 * @param {string} program
 * @param {string[]} parameters
 * @param {(output: string) => Counts} count
 * @param {Record<string, string>} [env]
 * @returns {Promise<Result>}
 */
async function counted(program, parameters, count, env) {
  const { code, output } = await run(program, parameters, { env });
  const counts = count(output);
  // A compile error or a crash fails no test by number, and must not look like success.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return { ...counts, failures: counts.failed > 0 ? failuresIn(output) : '' };
}

/**
 * @param {string[]} files
 * @param {Record<string, string>} [env]
 * @param {number} [atOnce] files
 */
const nodeTests = (files, env, atOnce = 1) =>
  counted(
    process.execPath,
    ['--test', '--test-reporter=spec', `--test-concurrency=${atOnce}`, ...files],
    countNode,
    env,
  );

/** Files that watch the clock or fill every processor run alone. */
const ALONE = /(first-visit|pointing|screenshots|smooth|still|workers)\.test\.mjs$/;

/**
 * A page under test waits more than it computes, so two files run at once.
 * @param {string} browser
 * @returns {Promise<Result>}
 */
async function endToEnd(browser) {
  const env = { E2E_BROWSER: browser };
  const files = testFilesIn('tests/e2e');
  const together = await nodeTests(
    files.filter((file) => !ALONE.test(file)),
    env,
    2,
  );
  const alone = await nodeTests(
    files.filter((file) => ALONE.test(file)),
    env,
  );
  return {
    passed: together.passed + alone.passed,
    failed: together.failed + alone.failed,
    failures: together.failures + alone.failures,
  };
}

/** @param {string[]} where */
const wasmPack = (where) => [
  'test',
  '--mode',
  'no-install',
  ...where,
  '--release',
  '--',
  '--test',
  'wasm',
];

/** @type {Suite[]} */
const lint = [
  {
    name: 'Rust: format and lint',
    minimum: 4,
    run: () =>
      pass([
        ['cargo', ['fmt', '--all', '--check']],
        ['cargo', ['clippy', '--workspace', '--all-targets', '--', '-D', 'warnings']],
        [
          'cargo',
          [
            'clippy',
            '--workspace',
            '--lib',
            '--test',
            'wasm',
            '--target',
            'wasm32-unknown-unknown',
            '--',
            '-D',
            'warnings',
          ],
        ],
        ['cargo', ['doc', '--lib', '--no-deps', '--quiet']],
      ]),
  },
  {
    name: 'JavaScript: format, lint, types',
    minimum: 2,
    run: () =>
      pass([
        [
          process.execPath,
          [inRoot('node_modules/@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings'],
        ],
        [
          process.execPath,
          [inRoot('node_modules/typescript/bin/tsc'), '--project', 'tsconfig.json'],
        ],
      ]),
  },
];

/** @type {Suite} */
const rust = {
  name: 'Rust: native, golden in debug',
  minimum: 216,
  run: () => counted('cargo', ['test', '--no-fail-fast'], countRust),
};

/** @type {Suite} */
const digits = {
  name: 'Rust: real digits',
  minimum: 4,
  run: () =>
    counted(
      'cargo',
      ['test', '--release', '--features', 'mnist', '--test', 'mnist', '--no-fail-fast'],
      countRust,
    ),
};

/** @type {Suite} */
const goldenInRelease = {
  name: 'Rust: golden in release',
  minimum: 1,
  run: () => counted('cargo', ['test', '--release', '--test', 'laws', '--', 'golden'], countRust),
};

/** @type {Suite} */
const javascript = {
  name: 'JavaScript: units and tools',
  minimum: 500,
  run: () => nodeTests([...testFilesIn('tests/js'), ...testFilesIn('tests/tools')]),
};

/** @type {Suite[]} */
const wasm = [
  {
    name: 'wasm: Node, golden',
    minimum: 14,
    run: () => counted(toolPath('wasm-pack'), wasmPack(['--node']), countRust, wasmTest),
  },
  {
    name: 'wasm: Chromium, golden',
    minimum: 14,
    run: () =>
      counted(
        toolPath('wasm-pack'),
        wasmPack(['--headless', '--chrome', '--chromedriver', findProgram('chromedriver') ?? '']),
        countRust,
        wasmTestInBrowser,
      ),
  },
  {
    name: 'wasm: Firefox, golden',
    minimum: 14,
    run: () =>
      counted(
        toolPath('wasm-pack'),
        wasmPack(['--headless', '--firefox', '--geckodriver', toolPath('geckodriver')]),
        countRust,
        wasmTestInBrowser,
      ),
  },
  {
    name: 'wasm: WebKit, golden',
    minimum: 14,
    // wasm-pack drives Safari on macOS only; its runner takes any driver that speaks the protocol.
    run: () =>
      withDisplay((display) =>
        counted(
          'cargo',
          ['test', '--release', '--target', 'wasm32-unknown-unknown', '--test', 'wasm'],
          countRust,
          {
            ...wasmTestInBrowser,
            DISPLAY: display,
            SAFARIDRIVER: webkitDriver() ?? '',
            WASM_BINDGEN_TEST_WEBDRIVER_JSON: writeWebkitCapabilities(),
            CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: toolPath('wasm-bindgen-test-runner'),
          },
        ),
      ),
  },
];

/** @type {Suite[]} */
const site = [
  {
    name: 'site: sizes and content',
    minimum: 13,
    run: () => nodeTests(testFilesIn('tests/site')),
  },
  {
    name: 'end to end: Chromium',
    minimum: 250,
    run: () => endToEnd('chromium'),
  },
  {
    name: 'end to end: Firefox',
    // Firefox's driver has no download event and no measure of layout shifts. The tests that need
    // them are skipped there, and do not count.
    minimum: 225,
    run: () => endToEnd('firefox'),
  },
  {
    name: 'end to end: WebKit',
    minimum: 4,
    run: () => withDisplay((DISPLAY) => nodeTests(testFilesIn('tests/e2e/webkit'), { DISPLAY })),
  },
];

/** @param {(display: string) => Promise<Result>} body */
async function withDisplay(body) {
  const { display, stop } = await startDisplay();
  try {
    return await body(display);
  } finally {
    stop();
  }
}

/** The suites that need no browser. */
export const fastSuites = [...lint, javascript, rust];
export const allSuites = [...fastSuites, goldenInRelease, digits, ...wasm, ...site];
