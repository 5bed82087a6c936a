/**
 * Lets the engine check itself in this browser: asks its own worker one question after the other,
 * and compares each answer with the expected answer. Touches no document.
 */
import { asSentence, formatFixed, formatNumber } from '../words/format.js';
import { Asking } from '../worker/asking.js';

/** @typedef {import('../link/state.js').Rule} Rule */
/** @typedef {import('../worker/protocol.js').CheckQuestion} CheckQuestion */
/** @typedef {import('../worker/protocol.js').CheckResult} CheckResult */
/** @typedef {import('../worker/protocol.js').Values} Values */
/** @typedef {'waiting' | 'asking' | 'pass' | 'fail' | 'measured'} Verdict */
/**
 * @typedef {{label: string, question: CheckQuestion, expected: string, verdict: Verdict,
 *   found: string, judge: (result: CheckResult) => {found: string, verdict: Verdict}}} Check
 */

/** The longest time for one answer; the slowest phone needs a tenth of it. */
export const PATIENCE_MS = 60_000;

/** @param {boolean} isGood @returns {Verdict} */
const verdictOf = (isGood) => (isGood ? 'pass' : 'fail');

/**
 * @param {Rule} rule
 * @returns {Check}
 */
function invarianceCheck({ id, name, invariance }) {
  // The check rescales unit by unit.
  const isInvariant = invariance === 'unit';
  return {
    label: `${name}: in 50 steps twins ${isInvariant ? 'stay equal' : 'part, as they must'}`,
    question: { what: 'check', part: 'invariance', rule: id },
    expected: isInvariant ? 'gap 0 exactly' : 'gap above 0',
    verdict: 'waiting',
    found: '',
    judge: ({ numbers: [gap] }) => ({
      found: gap === 0 ? '0 exactly' : formatNumber(gap),
      // NaN is neither 0 nor above 0, so it passes neither check.
      verdict: verdictOf(isInvariant ? gap === 0 : gap > 0),
    }),
  };
}

/**
 * @param {Rule[]} rules
 * @returns {Check[]}
 */
export function checksFor(rules) {
  const waiting = { verdict: /** @type {const} */ ('waiting'), found: '' };
  return [
    {
      label: 'Gradient: order of the finite differences’ error',
      question: { what: 'check', part: 'gradient' },
      expected: '2 ± 0.05, without and with batch normalization',
      judge: ({ numbers }) => {
        const slopes = Array.from(numbers);
        const isGood = slopes.every((slope) => Math.abs(slope - 2) <= 0.05);
        return {
          found: slopes.map((slope) => formatFixed(slope, 3)).join(' and '),
          verdict: verdictOf(slopes.length > 0 && isGood),
        };
      },
      ...waiting,
    },
    ...rules.map(invarianceCheck),
    {
      label: 'SHA-256 of the weights after a recorded run',
      question: { what: 'check', part: 'golden' },
      expected: 'as recorded',
      judge: ({ text }) => {
        const [found, recorded] = text.split(' ');
        return { found, verdict: verdictOf(found !== '' && found === recorded) };
      },
      ...waiting,
    },
    {
      label: 'Peak of this browser: 4 multiplications and additions at once',
      question: { what: 'check', part: 'peak' },
      expected: 'no limit; the more, the faster',
      judge: ({ numbers: [gflops] }) => ({
        found: `${formatNumber(gflops)} GFLOP/s`,
        verdict: gflops > 0 ? 'measured' : 'fail',
      }),
      ...waiting,
    },
  ];
}

export class SelfCheck {
  /**
   * @param {import('../worker/owned-worker.js').Opening & {rules: Rule[],
   *   later: (task: () => void, ms: number) => void, onChange: () => void}} options
   */
  constructor(options) {
    this.options = options;
    /** @type {Check[]} */
    this.checks = [];
    this.at = 0;
    /** Why the check stopped early, or ''. */
    this.fault = '';
    /** @type {Asking<CheckQuestion, Values> | null} */
    this.asking = null;
  }

  get isRunning() {
    return this.asking !== null;
  }

  get isDone() {
    return this.checks.length > 0 && this.at === this.checks.length;
  }

  /** Begins anew in a worker of its own, so that the lanes keep their workers. */
  async start() {
    this.cancel();
    this.checks = checksFor(this.options.rules);
    this.at = 0;
    this.fault = '';
    /** @type {Asking<CheckQuestion, Values>} */
    const asking = new Asking(this.options);
    this.asking = asking;
    try {
      for (const check of this.checks) {
        const result = await this.#ask(asking, check);
        if (asking !== this.asking) return;
        Object.assign(check, check.judge(result));
        this.at += 1;
      }
      this.#end('');
    } catch (error) {
      if (asking === this.asking) this.#end(error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * @param {Asking<CheckQuestion, Values>} asking
   * @param {Check} check
   */
  #ask(asking, check) {
    const { at } = this;
    check.verdict = 'asking';
    const answered = asking.ask(check.question);
    this.options.later(() => {
      const isStuck = asking === this.asking && at === this.at;
      if (isStuck) this.#end(`no answer for ${PATIENCE_MS / 1000} seconds`);
    }, PATIENCE_MS);
    this.options.onChange();
    return answered;
  }

  /** @param {string} fault why the check could not go on, or '' */
  #end(fault) {
    this.cancel();
    this.fault = fault;
    const check = this.checks[this.at];
    if (fault !== '' && check) Object.assign(check, { verdict: 'fail', found: 'no answer' });
    this.options.onChange();
  }

  cancel() {
    this.asking?.close();
    this.asking = null;
  }

  /** The state or the result of the check, in a sentence. */
  get sentence() {
    const { checks } = this;
    const failed = checks.filter(({ verdict }) => verdict === 'fail').map(({ label }) => label);
    if (this.fault !== '') return asSentence(`The check could not go on: ${this.fault}`);
    if (!this.isDone) return `Check ${this.at + 1} of ${checks.length}: ${checks[this.at]?.label}.`;
    if (failed.length > 0) return `Not as it should be: ${failed.join('; ')}.`;
    return 'All as it should be: the engine computes the same results here as in its tests, to the bit.';
  }

  /**
   * The results as text for a bug report, one line per check.
   * @param {string[]} about lines that describe the page and the browser
   */
  asText(about) {
    const lines = this.checks.map(({ label, found, expected, verdict }) =>
      [verdict, label, found, `expected ${expected}`].join('\t'),
    );
    return [...about, this.sentence, ...lines, ''].join('\n');
  }
}
