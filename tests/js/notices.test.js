import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linkNotice, Notices } from '../../www/run/notices.js';

test('all problems of a link share a single short notice', () => {
  const problem = fc.record({ key: fc.string(), message: fc.string({ maxLength: 5000 }) });
  fc.assert(
    fc.property(fc.array(problem, { minLength: 1, maxLength: 40 }), (problems) => {
      const text = linkNotice(problems)?.text ?? '';
      assert.ok(text.length < 1300, `${text.length} letters`);
      assert.ok(text.includes(problems[0].key.slice(0, 200)));
      assert.equal(text.endsWith(` And ${problems.length - 5} more.`), problems.length > 5);
    }),
  );
  assert.equal(linkNotice([]), null);
  const both = linkNotice([
    { key: 'a', message: 'is not a setting of this page.' },
    { key: 'b', message: 'stands twice; the first value counts.' },
  ]);
  assert.equal(
    both?.text,
    'In the link, a: is not a setting of this page. b: stands twice; the first value counts.',
  );
});

test('a missing part is one notice, which offers to save the run before a reload', () => {
  const notices = new Notices(() => undefined);
  notices.addMissingPart(new TypeError('error loading dynamically imported module'));
  notices.addMissingPart('gone');
  const [notice, ...others] = notices.list;
  assert.deepEqual(others, []);
  assert.ok(notice.reload && notice.retry);
  assert.match(notice.text, /: gone\. .*save the run, reload the page, and open the saved run\.$/);
});

test('a part whose file is broken is named in words of the page, not of the browser', () => {
  const notices = new Notices(() => undefined);
  notices.addMissingPart(new SyntaxError("Private field '#t' must be declared"));
  assert.match(notices.list[0].text, /loaded: its file is damaged or cut short\. /);
});
