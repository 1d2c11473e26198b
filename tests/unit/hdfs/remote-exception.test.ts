import assert from 'node:assert/strict';
import { remoteError } from '../../../orchestrator/hdfs/remote-exception.ts';

describe('an error from HDFS', () => {
  it('is cut to a limit, between whole characters', () => {
    for (const length of [118, 119, 120]) {
      const { message } = remoteError('OPEN /a', 502, `${'x'.repeat(length)}😀😀`);
      assert.equal(Buffer.from(message).toString(), message);
      assert.ok(message.length < 220);
    }
    const message = `${'y'.repeat(9_999)}\nat`;
    const error = remoteError(
      'OPEN /a',
      403,
      JSON.stringify({ RemoteException: { exception: 'IOException', message } }),
    );
    assert.ok(error.message.length < 1_100);
  });
});
