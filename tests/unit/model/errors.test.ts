import assert from 'node:assert/strict';
import { describe as words, TerminalError } from '../../../orchestrator/model/errors.ts';

describe('an error in one line', () => {
  it('ends its message once, then says the mend', () => {
    const said = (message: string) => words(new TerminalError(message, { mend: 'Give --yes.' }));
    assert.equal(
      said('it takes one of --to and --run'),
      'it takes one of --to and --run. Give --yes.',
    );
    assert.equal(said('nobody to ask: Rewind shop?'), 'nobody to ask: Rewind shop? Give --yes.');
    assert.equal(words(new TerminalError('without a mend')), 'without a mend');
  });
});
