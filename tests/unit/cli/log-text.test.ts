import assert from 'node:assert/strict';
import { lastLines, newText } from '../../../orchestrator/cli/text/log.ts';

describe('a log that is read twice', () => {
  it('gives the added text', () => {
    assert.equal(newText('a\nb\n', 'a\nb\nc\n'), 'c\n');
    assert.equal(newText('', 'a\n'), 'a\n');
    assert.equal(newText('a\n', 'a\n'), '');
  });

  it('gives the added text if only the ends were read', () => {
    const lines = Array.from({ length: 500 }, (_, number) => `line ${number}\n`);
    const before = lines.slice(0, 400).join('');
    const now = lines.slice(100).join('');
    assert.equal(newText(before, now), lines.slice(400).join(''));
  });

  it('gives all of a text that shares nothing with the first', () => {
    assert.equal(newText('a\nb\n', 'x\ny\n'), 'x\ny\n');
  });

  it('has last lines, without empty lines', () => {
    assert.equal(lastLines('a\n\nb\nc\n\n', 2), 'b\nc');
  });
});
