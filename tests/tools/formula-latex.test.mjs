// The formulas of the theory: all of them are typeset on its page, and names in code stay code.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isFormula, latexOf } from '../../tools/formula-latex.mjs';
import { inRoot } from '../../tools/paths.mjs';
import { theoryMarkup } from '../../tools/theory-html.mjs';

const theory = readFileSync(inRoot('src/theory.md'), 'utf8');
const quoted = [...theory.matchAll(/`([^`]*)`/g)].map(([, text]) => text);

for (const [formula, latex] of [
  ['α_{l-1}', '\\alpha _{l - 1}'],
  ['W diag(α_l)⁻¹ G', 'W \\, \\operatorname{diag} ( \\alpha _{l} ) ^{-1} G'],
  ['w̃ = w ∘ gain_in⁻²', '\\tilde{w} = w \\circ \\mathrm{gain} _{\\mathrm{in}} ^{-2}'],
  ['‖w‖² + |x|', '\\lVert w \\rVert ^{2} + \\lvert x \\rvert'],
  ['10^-0.5, 2^{n−1}', '10 ^{- 0.5} , 2 ^{n - 1}'],
  ["h' = √n · log_2 λμW", "h ' = \\sqrt{n} \\cdot \\log _{2} \\lambda \\mu W"],
]) {
  test(`${formula} becomes ${latex}`, () => assert.equal(latexOf(formula), latex));
}

test('a sign that is unknown, and a bar without its partner, are errors', () => {
  assert.throws(() => latexOf('a ⊗ b'), /“⊗” is unknown in the formula “a ⊗ b”/);
  assert.throws(() => latexOf('‖w'), /“‖” has no partner/);
  assert.throws(() => latexOf('α_'), /“_” is unknown/);
});

test('a name of several letters is code; a quantity is a formula', () => {
  for (const name of ['sgd', 'sm_rows', 'f32', 'sqrt']) assert.equal(isFormula(name), false, name);
  for (const formula of ['w', 'h_0', 'f_c', 'W_l', 'λ', 'un(λ)']) {
    assert.equal(isFormula(formula), true, formula);
  }
});

test('the page of the theory shows no formula as code or as plain text', () => {
  const page = theoryMarkup(theory);
  const formulas = quoted.filter(isFormula);
  assert.ok(formulas.length > 50, `${formulas.length} formulas`);
  assert.equal(page.match(/<math>/g)?.length, formulas.length);
  for (const [, code] of page.matchAll(/<code>([^<]*)<\/code>/g)) {
    assert.equal(isFormula(code), false, code);
  }
  const prose = page.replaceAll(/<math>.*?<\/math>|<code>.*?<\/code>|<[^>]*>/g, ' ');
  assert.equal(prose.match(/[A-Za-zα-ω]_[A-Za-z{]|\^|[²⁻]|log2/g), null);
  assert.doesNotMatch(page, /\sstyle=|\sclass="tml/);
});
