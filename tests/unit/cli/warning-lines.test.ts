import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import type { AttemptResult } from '../../../orchestrator/model/result.ts';
import { warningLines } from '../../../orchestrator/cli/text/warnings.ts';

const ended = (stage: string, warnings?: string[]) => ({
  stage,
  result: (warnings ? { warnings } : {}) as AttemptResult,
});

describe('the warnings of a run', () => {
  it('are those of the last attempt of each stage', () => {
    const attempts = [
      ended('load', ['an earlier one']),
      ended('serve'),
      ended('load', ['a was truncated', 'b too']),
      { stage: 'wait', result: null },
    ];
    const stages = [{ name: 'load' }, { name: 'serve' }, { name: 'wait' }];
    assert.equal(
      stripVTControlCharacters(warningLines(stages, attempts)),
      'load warns: a was truncated\nload warns: b too',
    );
    assert.equal(warningLines(stages, []), '');
  });
});
