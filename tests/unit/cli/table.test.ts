import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { table } from '../../../orchestrator/terminal/table.ts';

const linesOf = (text: string) => stripVTControlCharacters(text).split('\n');

describe('a table for a terminal', () => {
  it('has columns as wide as their widest cell, numbers to the right, and no spaces at the ends of lines', () => {
    const rows = [
      ['a', '7', 'x'],
      ['longer', '1,234', ''],
    ];
    assert.deepEqual(linesOf(table(['name', { right: 'rows' }, 'why'], rows, '')), [
      'name     rows  why',
      'a           7  x',
      'longer  1,234',
    ]);
  });

  it('measures wide characters and colours as a terminal shows them', () => {
    const rows = [
      ['日本', '.'],
      ['\u001b[31mred\u001b[39m', '.'],
      ['e\u0301', '.'],
    ];
    assert.deepEqual(linesOf(table(['a', 'b'], rows, '')), [
      'a     b',
      '日本  .',
      'red   .',
      'e\u0301     .',
    ]);
  });

  it('gives a cell of several lines as many lines of the table', () => {
    assert.deepEqual(linesOf(table(['a', 'b'], [['1\n22', 'x']], '')), ['a   b', '1   x', '22']);
  });

  it('is the given text without rows', () => {
    assert.equal(table(['a'], [], 'nothing yet'), 'nothing yet');
  });

  it('formats 5,000 rows within half a second', () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => [
      `s${i}`,
      `s${i + 1}`,
      'a/t.py',
      '1 core',
    ]);
    const start = performance.now();
    table(['stage', 'after', 'job', 'driver'], rows, '');
    assert.ok(performance.now() - start < 500);
  });
});
