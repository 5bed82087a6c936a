// uPlot comes as one file that a bundler cannot see through: it registers each way to draw a line, so
// all of them would reach the visitor. Those that no chart here uses are taken off its list.

const PACKAGE = /\/uplot\/dist\/uPlot\.esm\.js$/;
const UNUSED = ['stepped', 'bars', 'spline'];

/**
 * @param {string} code of the package
 * @returns {string}
 */
export function withoutUnusedCurves(code) {
  return UNUSED.reduce((rest, name) => {
    const line = new RegExp(`^\\s*\\(paths\\.${name}\\s*= \\w+\\);\\n`, 'm');
    if (!line.test(rest)) {
      throw new Error(`uPlot does not register “${name}” as before; see tools/unused-curves.mjs`);
    }
    return rest.replace(line, '');
  }, code);
}

/** @returns {import('vite').Plugin} */
export const unusedCurves = () => ({
  name: 'unused curves',
  transform: {
    filter: { id: PACKAGE },
    handler: (code) => ({ code: withoutUnusedCurves(code), map: null }),
  },
});
