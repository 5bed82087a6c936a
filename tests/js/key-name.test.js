import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyName } from '../../www/page/key-name.js';

const event = (/** @type {string} */ key, /** @type {string} */ code, change = {}) => ({
  ...{ key, code, shiftKey: false, isComposing: false },
  ...change,
});

test('a keyboard of another script is read by the place of the key', () => {
  for (const [key, code, meant] of [
    ['к', 'KeyR', 'r'], // Russian
    ['ρ', 'KeyR', 'r'], // Greek
    ['ר', 'KeyR', 'r'], // Hebrew
    ['ق', 'KeyR', 'r'], // Persian
    ['Т', 'KeyN', 'n'],
    ['ю', 'Period', '.'],
  ]) {
    assert.equal(keyName(event(key, code)), meant, key);
  }
  assert.equal(keyName(event('؟', 'Slash', { shiftKey: true })), '?');
  assert.equal(keyName(event('لا', 'KeyB')), 'b', 'one key that writes two letters');
});

test('a keyboard of Latin letters is read by what it writes', () => {
  for (const [key, code, meant] of [
    ['r', 'KeyO', 'r'], // Dvorak
    ['R', 'KeyR', 'r'],
    ['e', 'KeyD', 'e'], // Dvorak
    ['.', 'KeyE', '.'], // Dvorak
    ['?', 'KeyM', '?'], // AZERTY
    ['ArrowLeft', 'ArrowLeft', 'ArrowLeft'],
    [' ', 'Space', ' '],
  ]) {
    assert.equal(keyName(event(key, code)), meant, key);
  }
});

test('wide letters and signs of East Asian keyboards are the same keys', () => {
  for (const [key, code, meant] of [
    ['ｒ', 'KeyR', 'r'],
    ['Ｒ', 'KeyR', 'r'],
    ['。', 'Period', '.'],
    ['？', 'Slash', '?'],
    ['\u3000', 'Space', ' '],
  ]) {
    assert.equal(keyName(event(key, code, { shiftKey: meant === '?' })), meant, key);
  }
});

test('signs of the third level and letters with accents are no keys of the page', () => {
  const third = { getModifierState: (/** @type {string} */ name) => name === 'AltGraph' };
  assert.equal(keyName(event('®', 'KeyR', third)), '');
  assert.equal(keyName(event('€', 'KeyE', third)), '');
  assert.equal(keyName(event('?', 'KeyW', third)), '?', 'a sign that is written so');
  assert.equal(keyName(event('É', 'Slash', { shiftKey: true })), '');
  assert.equal(keyName(event('ń', 'KeyN')), '');
});

test('an input method is left alone, and a key that nothing bears means nothing', () => {
  assert.equal(keyName(event('r', 'KeyR', { isComposing: true })), '');
  assert.equal(keyName(event('r', 'KeyR', { keyCode: 229 })), '');
  assert.equal(keyName(event('Process', 'KeyR')), '');
  assert.equal(keyName(event('Dead', 'BracketLeft')), '');
  assert.equal(keyName(event('ё', 'Backquote')), '');
});

test('a keydown without a key, as browsers send it when they fill a field, is no key', () => {
  const filled = /** @type {KeyboardEvent} */ (new Event('keydown'));
  assert.equal(keyName(filled), '');
});
