import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { seal, unseal } from '../../../orchestrator/hdfs/sealed.ts';

interface Vectors {
  valid: { name: string; text: string; value: unknown }[];
  broken: { name: string; text: string }[];
}

// The same file is read by tests/unit/python/test_sealed.py.
const vectors = JSON.parse(readFileSync('tests/unit/vectors/sealed.json', 'utf8')) as Vectors;

describe('sealed JSON', () => {
  it('unseals to the same value', () => {
    const value = { version: 1, name: 'Köln ☂', nested: { list: [1, null, true] } };
    assert.deepEqual(unseal(seal(value)), value);
  });

  it('is refused if one character has changed', () => {
    const text = seal({ bound: '751' });
    assert.throws(() => unseal(text.replace('751', '752')), /does not match/);
  });

  it('is refused if it is cut short at any place', () => {
    const text = seal({ bound: '751', time: 'now' }).trimEnd();
    for (let length = 0; length < text.length; length++)
      assert.throws(() => unseal(text.slice(0, length)), { name: 'TerminalError' });
  });

  for (const { name, text, value } of vectors.valid)
    it(`shared with Python: reads ${name}`, () => {
      assert.deepEqual(unseal(text), value);
    });

  for (const { name, text } of vectors.broken)
    it(`shared with Python: refuses ${name}`, () => {
      assert.throws(() => unseal(text), { name: 'TerminalError' });
    });
});
