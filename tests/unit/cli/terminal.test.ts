import assert from 'node:assert/strict';
import { forTerminal, jsonLine } from '../../../orchestrator/cli/terminal.ts';
import { report } from '../../../orchestrator/cli/report.ts';
import { openLog } from '../../../orchestrator/log.ts';
import { TerminalError } from '../../../orchestrator/model/errors.ts';

describe('what goes to a terminal', () => {
  it('has the colours of the command, and nothing else that moves or writes anywhere', () => {
    const raw = '\u001b[31mfailed\u001b[39m: \u001b[2J\u001b]0;title\u0007\u009b31m';
    assert.equal(
      forTerminal(raw),
      '\u001b[31mfailed\u001b[39m: \\x1b[2J\\x1b]0;title\\x07\\x9b31m',
    );
  });

  it('stays JSON where it is JSON', () => {
    const value = { reason: 'a\u001b\u007f\u009b\u0000\ud83d' };
    assert.deepEqual(JSON.parse(jsonLine(value)), value);
    assert.match(jsonLine(value), /^[\u0020-\u007e]+$/);
  });

  it('shows what an error quotes', () => {
    const error = new TerminalError('no pipeline \u001b[2Jodd', { mend: 'Look.' });
    assert.equal(report(error), 'sparkwright: no pipeline \\x1b[2Jodd. Look.');
  });

  it('shows what a line of the log quotes', () => {
    const lines: string[] = [];
    const { _stderr: console_ } = console as unknown as { _stderr?: NodeJS.WriteStream };
    const target = console_ ?? process.stderr;
    const before = target.write.bind(target);
    target.write = (text: string | Uint8Array) => lines.push(String(text)) > 0;
    try {
      openLog('info').warn('driver said \u001b[2J\u0000');
    } finally {
      target.write = before;
    }
    assert.match(lines.join(''), /driver said \\x1b\[2J\\x00/);
  });
});
