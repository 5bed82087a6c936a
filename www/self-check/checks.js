/**
 * Lets the engine check itself in this browser: asks one worker of its own one question after the
 * other, and judges each answer against what is expected. Touches no document.
 */
import { formatFixed, formatNumber } from '../words/format.js';

/** @typedef {import('../link/state.js').Rule} Rule */
/** @typedef {import('../worker/lane-worker.js').WorkerLike} WorkerLike */
/** @typedef {'gradient' | 'invariance' | 'golden' | 'peak'} Part */
/** @typedef {{part: Part, rule?: string}} Question */
/** @typedef {'waiting' | 'asking' | 'pass' | 'fail' | 'measured'} Verdict */
/**
 * @typedef {{label: string, question: Question, expected: string, verdict: Verdict, found: string,
 *   judge: (reply: {numbers: Iterable<number>, text: string}) =>
 *     {found: string, verdict: Verdict}}} Check
 */

/** The longest that one answer may take; the slowest phone needs a tenth of it. */
export const PATIENCE_MS = 60_000;

/** @param {boolean} isGood @returns {Verdict} */
const verdictOf = (isGood) => (isGood ? 'pass' : 'fail');

/**
 * @param {Rule} rule
 * @returns {Check}
 */
function invarianceCheck({ id, name, invariant }) {
  // The check rescales unit by unit.
  const isInvariant = invariant === 'invariant under any factor per unit';
  return {
    label: `${name}: in 50 steps twins ${isInvariant ? 'stay equal' : 'part, as they must'}`,
    question: { part: 'invariance', rule: id },
    expected: isInvariant ? 'gap 0 exactly' : 'gap above 0',
    verdict: 'waiting',
    found: '',
    judge: ({ numbers: [gap] }) => ({
      found: gap === 0 ? '0 exactly' : formatNumber(gap),
      // NaN is neither, and so passes nothing.
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
      label: 'Gradient: order of the error of finite differences',
      question: { part: 'gradient' },
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
      question: { part: 'golden' },
      expected: 'as recorded',
      judge: ({ text }) => {
        const [found, recorded] = text.split(' ');
        return { found, verdict: verdictOf(found !== '' && found === recorded) };
      },
      ...waiting,
    },
    {
      label: 'Peak of this browser: 4 multiplications and additions at once',
      question: { part: 'peak' },
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
   * @param {{spawn: () => WorkerLike, wasmUrl: string, rules: Rule[],
   *   later: (task: () => void, ms: number) => void, onChange: () => void}} options
   */
  constructor(options) {
    this.options = options;
    /** @type {Check[]} */
    this.checks = [];
    this.at = 0;
    /** Why it ended before its end, or ''. */
    this.fault = '';
    /** @type {WorkerLike | null} */
    this.worker = null;
  }

  get isRunning() {
    return this.worker !== null;
  }

  get isDone() {
    return this.checks.length > 0 && this.at === this.checks.length;
  }

  /** Begins anew, in a worker of its own: the lanes keep theirs. */
  start() {
    this.cancel();
    this.checks = checksFor(this.options.rules);
    this.at = 0;
    this.fault = '';
    try {
      const worker = this.options.spawn();
      this.worker = worker;
      worker.onmessage = ({ data }) => {
        if (worker === this.worker) this.#hear(data);
      };
      worker.onerror = (event) => {
        event.preventDefault?.();
        if (worker === this.worker) this.#end(event.message || 'its worker could not be loaded');
      };
      this.#post({ type: 'init', wasmUrl: this.options.wasmUrl });
      this.#ask();
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {object} request */
  #post(request) {
    this.worker?.postMessage({ ...request, run: 0, seq: this.at }, []);
  }

  #ask() {
    const { worker, at } = this;
    if (at === this.checks.length) return this.#end('');
    this.checks[at].verdict = 'asking';
    this.#post({ type: 'ask', question: 'check', ...this.checks[at].question });
    this.options.later(() => {
      const isStuck = worker !== null && worker === this.worker && at === this.at;
      if (isStuck) this.#end(`no answer for ${PATIENCE_MS / 1000} seconds`);
    }, PATIENCE_MS);
    this.options.onChange();
  }

  /** @param {any} answer */
  #hear(answer) {
    if (answer.type === 'failure' || answer.type === 'refused') this.#end(answer.message);
    if (answer.type !== 'reply' || answer.seq !== this.at) return;
    const check = this.checks[this.at];
    Object.assign(check, check.judge({ numbers: answer.numbers ?? [], text: answer.text ?? '' }));
    this.at += 1;
    this.#ask();
  }

  /** @param {string} fault what kept it from going on, or '' */
  #end(fault) {
    this.worker?.terminate();
    this.worker = null;
    this.fault = fault;
    const check = this.checks[this.at];
    if (fault !== '' && check) Object.assign(check, { verdict: 'fail', found: 'no answer' });
    this.options.onChange();
  }

  cancel() {
    this.worker?.terminate();
    this.worker = null;
  }

  /** What came out, in a sentence. */
  get sentence() {
    const { checks } = this;
    const failed = checks.filter(({ verdict }) => verdict === 'fail').map(({ label }) => label);
    if (this.fault !== '') return `The check could not go on: ${this.fault.replace(/\.$/, '')}.`;
    if (!this.isDone) return `Check ${this.at + 1} of ${checks.length}: ${checks[this.at]?.label}.`;
    if (failed.length > 0) return `Not as it should be: ${failed.join('; ')}.`;
    return 'All as it should be: the engine computes here, to the bit, what it was tested for.';
  }

  /**
   * For a bug report: one line per check.
   * @param {string[]} about lines that say where this was
   */
  asText(about) {
    const lines = this.checks.map(({ label, found, expected, verdict }) =>
      [verdict, label, found, `expected ${expected}`].join('\t'),
    );
    return [...about, this.sentence, ...lines, ''].join('\n');
  }
}
