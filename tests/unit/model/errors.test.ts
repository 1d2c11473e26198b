import assert from 'node:assert/strict';
import { describe as describeError, TerminalError } from '../../../orchestrator/model/errors.ts';

describe('an error in one line', () => {
  it('has one full stop or question mark between message and hint', () => {
    const line = (message: string) =>
      describeError(new TerminalError(message, { hint: 'Give --yes.' }));
    assert.equal(
      line('it takes one of --to and --run'),
      'it takes one of --to and --run. Give --yes.',
    );
    assert.equal(line('not confirmed: Rewind shop?'), 'not confirmed: Rewind shop? Give --yes.');
    assert.equal(describeError(new TerminalError('without a hint')), 'without a hint');
  });
});
