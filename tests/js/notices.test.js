import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linkNotices } from '../../www/notices.js';

test('whatever is wrong with a link is said in few notices of few words', () => {
  const problem = fc.record({ key: fc.string(), message: fc.string({ maxLength: 5000 }) });
  fc.assert(
    fc.property(fc.array(problem, { maxLength: 40 }), (problems) => {
      const notices = linkNotices(problems);
      assert.equal(notices.length, Math.min(5, problems.length));
      assert.ok(notices.every(({ text }) => text.length < 300));
      assert.equal(new Set(notices.map(({ key }) => key)).size, notices.length);
      const last = notices[notices.length - 1]?.text ?? '';
      if (problems.length > 5) assert.ok(last.endsWith(` And ${problems.length - 5} more.`));
    }),
  );
});
