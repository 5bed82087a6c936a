/**
 * Every colour that carries meaning. Each rule has a hue and a dash, the same in light, dark and
 * print, so every hue has a contrast of at least 3 : 1 on light and on dark paper. SGD, SM and UN
 * have hues of Okabe and Ito. Colour-blind eyes too can tell the hues of the other rules from these
 * and from each other. Drift has a diverging scale whose middle means "unchanged".
 */

/** @typedef {{hue: string, dash: number[]}} RuleStyle */
/** @typedef {[number, number, number]} Rgb */
/** @typedef {{negative: Rgb[], neutral: Rgb, positive: Rgb[]}} DivergingScale */

/** @type {Record<string, RuleStyle>} */
const RULES = {
  sgd: { hue: '#D55E00', dash: [7, 4] },
  sm: { hue: '#0072B2', dash: [] },
  un: { hue: '#009E73', dash: [2, 3] },
  sm_rows: { hue: '#A855D8', dash: [9, 3, 2, 3] },
  pbwn: { hue: '#9A6A2C', dash: [4, 2] },
  path_sgd: { hue: '#7088B4', dash: [10, 3] },
  // A rule with momentum has the hue of the same rule without momentum.
  sgd_momentum: { hue: '#D55E00', dash: [2, 2] },
  sgd_nesterov: { hue: '#D55E00', dash: [12, 3, 2, 3] },
  un_momentum: { hue: '#009E73', dash: [9, 3] },
  pbwn_momentum: { hue: '#9A6A2C', dash: [9, 3, 2, 3] },
  // Rules of other families share a grey that is readable on light and on dark.
  adam: { hue: '#6C6C72', dash: [6, 3] },
  adapt_ahead: { hue: '#6C6C72', dash: [2, 3] },
};

/** The style of a rule that the engine lists and this file does not know yet. */
const UNKNOWN_RULE = { hue: '#7088B4', dash: [1, 2] };

/**
 * @param {string} rule
 * @returns {RuleStyle}
 */
export function ruleStyle(rule) {
  return RULES[rule] ?? UNKNOWN_RULE;
}

/** Dashes of the second, third and fourth lane of the same rule; the hue stays. */
const REPEATED_DASHES = [
  [1, 2],
  [14, 3],
  [5, 2, 1, 2, 1, 2],
];

/**
 * @param {{rule: string, repetition: number}} lane
 * @returns {RuleStyle}
 */
export function laneStyle({ rule, repetition }) {
  const style = ruleStyle(rule);
  return repetition === 0 ? style : { ...style, dash: REPEATED_DASHES[repetition - 1] };
}

/**
 * Colours of log2(norm / start): blue below the start, orange above it, from the middle outwards.
 * On a dark page the hues stay and the lightness turns over, so that "unchanged" remains the quiet
 * end of the scale. There the first colours stand farther from the neutral colour than on a light
 * page, because light that falls on a screen hides differences between dark colours first.
 * @type {{light: DivergingScale, dark: DivergingScale}}
 */
export const DRIFT_SCALE = {
  light: {
    negative: [
      [122, 176, 219],
      [33, 104, 173],
      [8, 52, 108],
    ],
    neutral: [255, 255, 255],
    positive: [
      [247, 182, 103],
      [219, 113, 20],
      [132, 58, 4],
    ],
  },
  dark: {
    negative: [
      [52, 122, 190],
      [108, 176, 236],
      [194, 228, 255],
    ],
    neutral: [34, 37, 42],
    positive: [
      [190, 104, 28],
      [240, 162, 76],
      [255, 222, 176],
    ],
  },
};

/**
 * Colours of weights as images: like ink where ink excites the neuron, like paper where ink
 * inhibits it, grey at 0. They have no hue, because the frames around the images have the hues of
 * drift.
 * @type {{light: DivergingScale, dark: DivergingScale}}
 */
export const WEIGHT_SCALE = {
  light: { negative: [[255, 255, 255]], neutral: [150, 150, 148], positive: [[20, 20, 22]] },
  dark: { negative: [[0, 0, 0]], neutral: [105, 106, 108], positive: [[240, 240, 236]] },
};
