// A 2D context that only records its calls.

/** @typedef {{name: string, values: any[], state: Record<string, any>}} Call */

/** @returns {{context: any, calls: Call[], named: (name: string) => Call[]}} */
export function contextStub() {
  /** @type {Call[]} */
  const calls = [];
  /** @type {Record<string, any>} */
  const state = {};
  const context = new Proxy(state, {
    get(target, name) {
      if (typeof name !== 'string') return undefined;
      if (name in target) return target[name];
      if (name === 'measureText')
        return (/** @type {string} */ text) => ({ width: 7 * text.length });
      return (/** @type {any[]} */ ...values) => {
        calls.push({ name, values, state: { ...target } });
      };
    },
  });
  return { context, calls, named: (name) => calls.filter((call) => call.name === name) };
}

export const INKS = {
  text: '#000',
  soft: '#555',
  strong: '#888',
  line: '#ddd',
  paper: '#fff',
  font: 'sans-serif',
};
