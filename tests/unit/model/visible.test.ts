import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { diagnose } from '../../../orchestrator/model/diagnose.ts';
import { bounded, ellipsized, part } from '../../../orchestrator/model/shorten.ts';
import { visible, visibleJson } from '../../../orchestrator/model/visible.ts';
import { NOTHING, raised } from './diagnosed/evidence.ts';

const VECTORS = JSON.parse(
  readFileSync(new URL('../vectors/text.json', import.meta.url), 'utf8'),
) as { raw: string; shown: string }[];

describe('visible text', () => {
  for (const { raw, shown } of VECTORS)
    it(`escapes ${JSON.stringify(raw)} as the vector does`, () => {
      assert.equal(visible(raw), shown);
    });

  it('is in keys and strings of JSON; times and numbers stay unchanged', () => {
    const json = visibleJson({ 'a\u0000': ['\ud83d', 1, null], at: new Date(0) });
    assert.equal(json, '{"a\\\\x00":["\\\\ud83d",1,null],"at":"1970-01-01T00:00:00.000Z"}');
  });
});

describe('a shortened text', () => {
  it('leaves out a surrogate pair that a cut would split, at either end', () => {
    assert.equal(part('a😀b', 0, 2), 'a');
    assert.equal(part('a😀b', 2), 'b');
    assert.equal(part('a😀b', 1, 3), '😀');
  });

  it('has only whole characters in the evidence of a diagnosis', () => {
    for (const length of [286, 287, 288]) {
      const message = `review 93 ${'x'.repeat(length - 10)}${'😀'.repeat(20)}`;
      const { evidence } = diagnose({ ...NOTHING, ...raised('ValueError', message) });
      assert.equal(Buffer.from(evidence).toString(), evidence);
      assert.ok(evidence.length <= 300);
    }
  });

  it('has only whole characters before an ellipsis', () => {
    assert.equal(ellipsized('abc', 3), 'abc');
    assert.equal(ellipsized('ab😀d', 4), 'ab…');
    assert.equal(ellipsized('a😀cd', 4), 'a😀…');
  });

  it('says how many characters were left out', () => {
    const short = bounded('x'.repeat(5_000_000), 1_000);
    assert.match(short, /^x+\n\[\.\.\. 49990\d\d characters left out \.\.\.\]\nx+$/);
    assert.ok(short.length <= 1_000);
  });
});
