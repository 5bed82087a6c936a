/**
 * Every colour that carries meaning. Rules: one hue and one dash each, the same in light, dark
 * and print, and so never paler than 3 : 1 on either paper: SGD, SM and UN have Okabe and Ito's, the
 * others such as stay apart from these, and from each other, for colour-blind eyes too. Drift: a
 * diverging scale whose middle means "unchanged".
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
  // With momentum: the hue of the rule without it.
  sgd_momentum: { hue: '#D55E00', dash: [2, 2] },
  sgd_nesterov: { hue: '#D55E00', dash: [12, 3, 2, 3] },
  un_momentum: { hue: '#009E73', dash: [9, 3] },
  pbwn_momentum: { hue: '#9A6A2C', dash: [9, 3, 2, 3] },
  // Rules of other families share the one grey that reads on light and dark.
  adam: { hue: '#6C6C72', dash: [6, 3] },
  adapt_ahead: { hue: '#6C6C72', dash: [2, 3] },
};

/** A rule that the engine lists and this file does not know yet is still drawn. */
const UNKNOWN_RULE = { hue: '#7088B4', dash: [1, 2] };

/**
 * @param {string} rule
 * @returns {RuleStyle}
 */
export function ruleStyle(rule) {
  return RULES[rule] ?? UNKNOWN_RULE;
}

/** A second, third, fourth lane of the same rule: the same hue, other dashes. */
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
 * end of the scale; the first colours stand farther from it than on a light page, because the light
 * of a room on a screen takes more from the dark.
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
 * Weights as images: like ink where ink excites the neuron, like paper where it inhibits, grey at 0.
 * No hue, because the frames around them have the drift's.
 * @type {{light: DivergingScale, dark: DivergingScale}}
 */
export const WEIGHT_SCALE = {
  light: { negative: [[255, 255, 255]], neutral: [150, 150, 148], positive: [[20, 20, 22]] },
  dark: { negative: [[0, 0, 0]], neutral: [105, 106, 108], positive: [[240, 240, 236]] },
};
