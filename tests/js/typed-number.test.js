import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isDecimal } from '../../www/link/numbers.js';
import { spellTyped } from '../../www/words/typed-number.js';

test('comma or point is the decimal mark, and blanks around a number do not count', () => {
  for (const [typed, spelled] of [
    ['0,05', '0.05'],
    ['0.05', '0.05'],
    [' 12\u00a0', '12'],
    [',5', '.5'],
    ['1e-3', '1e-3'],
    ['1,5e-3', '1.5e-3'],
    ['−2', '-2'],
    ['+3', '+3'],
    ['\u200e7', '7'],
    ['\u200b0,05 \u2060', '0.05'],
    ['−0,05', '-0.05'],
    ['1e−3', '1e-3'],
    ['1,5E–3', '1.5E-3'],
    ['5.', '5.'],
  ]) {
    assert.equal(spellTyped(typed), spelled, JSON.stringify(typed));
  }
});

test('digits of other scripts count', () => {
  for (const [typed, spelled] of [
    ['۰٫۰۵', '0.05'],
    ['٣٢', '32'],
    ['१०', '10'],
    ['０．５', '0.5'],
    ['𝟗', '9'],
    ['𝟘𝟙', '01'],
  ]) {
    assert.equal(spellTyped(typed), spelled, typed);
  }
});

test('a text that could mean two numbers, or spells none, is no number', () => {
  for (const typed of [
    ...['1,000.5', '1.000,5', '1.000.000', '1,2,3', '1 000', '1’000', "1'000", '1_0', '٬', '1٬000'],
    ...['½', '10⁻³', '1×10^-3', '1/2', '5%', '0x10', 'Infinity', '∞', 'NaN', '0.0.5', '--1', '+-1'],
    ...['', ' ', '.', ',', 'e5', '1e', '1 e-3', '一', 'Ⅷ', '9'.repeat(9000).concat('x')],
  ]) {
    assert.equal(isDecimal(spellTyped(typed)), false, typed.slice(0, 20));
  }
});

test('what a link spells is typed as it is, and in any script of digits it is the same number', () => {
  const zeros = ['0', '٠', '۰', '०', '০', '０', '𝟎'].map((zero) => Number(zero.codePointAt(0)));
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      number,
      fc.constantFrom(...zeros),
      fc.constantFrom('.', ','),
      (value, zero, mark) => {
        const spelled = String(value);
        const typed = spelled
          .replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
          .replace('.', mark);
        assert.equal(spellTyped(spelled), spelled);
        assert.equal(spellTyped(typed), spelled);
      },
    ),
  );
});
