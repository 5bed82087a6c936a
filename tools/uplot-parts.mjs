// uPlot comes as one file that a bundler cannot see through: curves that it registers, axes of dates,
// logarithmic scales (ours are laid out before it sees them) and a legend would all reach the visitor,
// although no chart here has them. They are taken out, and with them what they alone use.

const PACKAGE = /\/uplot\/dist\/uPlot\.esm\.js$/;

/** @type {{part: string, text: RegExp, instead?: string}[]} */
const UNUSED = [
  { part: 'stepped lines', text: /^\s*\(paths\.stepped\s*= \w+\);\n/gm },
  { part: 'bars', text: /^\s*\(paths\.bars\s*= \w+\);\n/gm },
  { part: 'splines', text: /^\s*\(paths\.spline\s*= \w+\);\n/gm },
  {
    part: 'the legend',
    text: /const showLegend = legend\.show;/g,
    instead: 'const showLegend = false;',
  },
  {
    part: 'points against points',
    text: /const mode = (?:u|self)\.mode;/g,
    instead: 'const mode = 1;',
  },
  { part: 'curved scales', text: /\b(?:\w+\.)?distr == (?:3|4|100)\b/g, instead: 'false' },
  { part: 'scales of time', text: /let isTime = [^;]+;/g, instead: 'const isTime = false;' },
  { part: 'axes of time', text: /^\s*const _(?:time\w+|tzDate|fmtDate)\s*=[^\n]+;\n/gm },
  { part: 'units of time', text: /^const \[[^\]]+\] = genTimeStuffs\([^)]+\);\n/gm },
  { part: 'dates', text: /^\s*uPlot\.(?:fmtDate|tzDate)\s*= \w+;\n/gm },
];

/**
 * @param {string} code of the package
 * @returns {string}
 */
export function withoutUnusedParts(code) {
  return UNUSED.reduce((rest, { part, text, instead = '' }) => {
    const slim = rest.replace(text, instead);
    if (slim === rest) {
      throw new Error(`uPlot has ${part} in another way than before; see tools/uplot-parts.mjs`);
    }
    return slim;
  }, code);
}

/** @returns {import('vite').Plugin} */
export const usedUplot = () => ({
  name: 'used parts of uPlot',
  transform: {
    filter: { id: PACKAGE },
    handler: (code) => ({ code: withoutUnusedParts(code), map: null }),
  },
});
