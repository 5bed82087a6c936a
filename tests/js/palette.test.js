// Every eye can see the lines of the lanes on light and dark paper, and tell them apart.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { laneStyle, ruleStyle } from '../../www/charts/palette.js';
import catalog from '../../www/generated/catalog.js';

/** @typedef {number[]} Rgb 0 to 1 */

/** @param {string} hex @returns {Rgb} */
const rgb = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
/** @param {number} part */
const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
/** @param {Rgb} light linear */
const luminance = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

/**
 * As WCAG 2 defines it.
 * @param {Rgb} one
 * @param {Rgb} other
 */
function contrast(one, other) {
  const [low, high] = [one, other]
    .map((colour) => luminance(colour.map(linear)))
    .sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const sourceOf = (/** @type {string} */ path) =>
  readFileSync(new URL(`../../www/${path}`, import.meta.url), 'utf8');
const papers = [...sourceOf('page/base.css').matchAll(/--paper: (#[0-9a-f]{6});/g)].map(([, hex]) =>
  rgb(hex),
);
const rules = [...catalog.rules.map(({ id }) => id), 'a rule of tomorrow'];
const hues = [...new Set(rules.map((rule) => ruleStyle(rule).hue))];

test('every line has a contrast of 3 : 1 on light and dark, and on the band around it', () => {
  assert.equal(papers.length, 2);
  assert.ok(hues.length >= 7, `${hues.length} hues`);
  // The chart itself needs a browser.
  const chart = sourceOf('charts/line.js');
  assert.doesNotMatch(chart, /alpha:/, 'no line is drawn paler than its hue');
  const [, alpha] = chart.match(/BAND_ALPHA = '([0-9a-f]{2})'/) ?? [];
  const share = Number.parseInt(alpha, 16) / 255;
  for (const hue of hues) {
    for (const paper of papers) {
      const band = paper.map((part, at) => part + share * (rgb(hue)[at] - part));
      for (const ground of [paper, band]) {
        const seen = contrast(rgb(hue), ground);
        assert.ok(seen >= 3, `${hue} has ${seen.toFixed(2)} : 1`);
      }
    }
  }
});

/** How such eyes mix linear red, green and blue (Machado, Oliveira, Fernandes 2009, severity 1). */
const EYES = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/**
 * The CIELAB colour that such an eye sees.
 * @param {string} hue
 * @param {number[][]} eye
 */
function seenBy(hue, eye) {
  const light = rgb(hue).map(linear);
  const [red, green, blue] = eye.map((row) => {
    const sum = row.reduce((total, part, at) => total + part * light[at], 0);
    return Math.max(0, Math.min(1, sum));
  });
  const [x, y, z] = [
    (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
    luminance([red, green, blue]),
    (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
  ].map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test('two hues differ to colour-blind eyes too', () => {
  for (const [name, eye] of Object.entries(EYES)) {
    hues.forEach((one, at) => {
      for (const other of hues.slice(at + 1)) {
        const [a, b] = [one, other].map((hue) => seenBy(hue, eye));
        const apart = Math.hypot(...a.map((part, axis) => part - b[axis]));
        assert.ok(apart > 10, `${one} and ${other}: ${apart.toFixed(1)} apart for ${name} eyes`);
      }
    });
  }
});

test('rules of the same hue have different dashes, and so have lanes of the same rule', () => {
  const styles = catalog.rules.flatMap(({ id }) =>
    [0, 1, 2, 3].map((repetition) => {
      const { hue, dash } = laneStyle({ rule: id, repetition });
      // This holds for the same rule only: two rules of the same hue, twice each, would share
      // dashes.
      return `${repetition === 0 ? '' : id} ${hue} ${dash}`;
    }),
  );
  assert.equal(new Set(styles).size, styles.length);
});
