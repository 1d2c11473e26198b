import assert from 'node:assert/strict';
import { forTerminal, jsonLine } from '../../../orchestrator/terminal/safe-text.ts';
import { report } from '../../../orchestrator/cli/report.ts';
import { quoted } from '../../../orchestrator/model/visible.ts';
import { openLog } from '../../../orchestrator/log.ts';
import { TerminalError } from '../../../orchestrator/model/errors.ts';

describe('text for a terminal', () => {
  it('keeps the colours of the command and escapes every other control sequence', () => {
    const raw = '\u001b[31mfailed\u001b[39m: \u001b[2J\u001b]0;title\u0007\u009b31m';
    assert.equal(
      forTerminal(raw),
      '\u001b[31mfailed\u001b[39m: \\x1b[2J\\x1b]0;title\\x07\\x9b31m',
    );
  });

  it('escapes characters that overwrite a line or reverse its direction', () => {
    assert.equal(forTerminal('failed\rsucceeded'), 'failed\\rsucceeded');
    assert.equal(forTerminal('two\r\nlines\n'), 'two\r\nlines\n');
    assert.equal(forTerminal('a\u202ecod.exe\u2066\u200f'), 'a\\u202ecod.exe\\u2066\\u200f');
    assert.equal(forTerminal('שלום, 日本語 😀'), 'שלום, 日本語 😀');
  });

  it('escapes the colours of a log', () => {
    assert.equal(quoted('\u001b[8mhidden\u001b[0m'), '\\x1b[8mhidden\\x1b[0m');
  });

  it('stays valid JSON', () => {
    const value = { reason: 'a\u001b\u007f\u009b\u0000\ud83d' };
    assert.deepEqual(JSON.parse(jsonLine(value)), value);
    assert.match(jsonLine(value), /^[\u0020-\u007e]+$/);
  });

  it('escapes control characters in errors', () => {
    const error = new TerminalError('no pipeline \u001b[2Jodd', { hint: 'Look.' });
    assert.equal(report(error), 'sparkwright: no pipeline \\x1b[2Jodd. Look.');
  });

  it('escapes control characters in log lines', () => {
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
