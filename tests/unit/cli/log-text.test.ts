import assert from 'node:assert/strict';
import { lastLines, newText } from '../../../orchestrator/cli/log-text.ts';

describe('a log that is read again', () => {
  it('gives what was added', () => {
    assert.equal(newText('a\nb\n', 'a\nb\nc\n'), 'c\n');
    assert.equal(newText('', 'a\n'), 'a\n');
    assert.equal(newText('a\n', 'a\n'), '');
  });

  it('gives what was added to one of which only the end is read', () => {
    const lines = Array.from({ length: 500 }, (_, number) => `line ${number}\n`);
    const before = lines.slice(0, 400).join('');
    const now = lines.slice(100).join('');
    assert.equal(newText(before, now), lines.slice(400).join(''));
  });

  it('gives all of one that has nothing in common with it', () => {
    assert.equal(newText('a\nb\n', 'x\ny\n'), 'x\ny\n');
  });

  it('has last lines, without empty ones', () => {
    assert.equal(lastLines('a\n\nb\nc\n\n', 2), 'b\nc');
  });
});
