/** Which failures are retryable; the Python driver is tested with the same vectors. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { diagnose } from '../../../orchestrator/model/diagnose.ts';
import { NOTHING, raised } from './diagnosed/evidence.ts';

interface Vector {
  class: string;
  message: string;
  retryable: boolean;
}

const path = new URL('../vectors/failures.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];

describe('the vectors of failures', () => {
  for (const { class: name, message, retryable } of vectors)
    it(`${name} is ${retryable ? '' : 'not '}retryable: ${message}`, () => {
      const evidence = { ...NOTHING, ...raised(name, message, { retryable }) };
      assert.equal(diagnose(evidence).retryable, retryable);
    });
});
