import assert from 'node:assert/strict';
import { withoutSecrets } from '../../../orchestrator/terminal/without-secrets.ts';

describe('a value without its secrets', () => {
  for (const [value, wanted] of [
    ['postgres://me:pa:s@s@db:5432/x', 'postgres://me:***@db:5432/x'],
    ['postgres://me@db/x', 'postgres://me@db/x'],
    [
      'jdbc:postgresql://db/x?user=me&password=hunter2&ssl=true',
      'jdbc:postgresql://db/x?user=me&password=***&ssl=true',
    ],
    ['http://host:9870', 'http://host:9870'],
  ] as const)
    it(value, () => {
      assert.equal(withoutSecrets(value), wanted);
    });

  it('is cleaned within lists and maps too', () => {
    assert.deepEqual(withoutSecrets({ a: ['http://u:p@h'], b: { c: 1 } }), {
      a: ['http://u:***@h'],
      b: { c: 1 },
    });
  });
});
