/** The visible form of any text can be stored, is stable, and keeps the readable characters. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { forTerminal, jsonLine } from '../../orchestrator/terminal/safe-text.ts';
import { bounded, part } from '../../orchestrator/model/shorten.ts';
import { visible, visibleJson, visibleValue } from '../../orchestrator/model/visible.ts';
import { runs } from './effort.ts';

const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const odd = fc.constantFrom(
  '\u0000',
  '\u001b',
  '\u009b',
  '\ud83d',
  '\ude00',
  '\ud83d\ude00',
  'a',
  '\n',
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.oneof(unit, odd), { maxLength: 60 }).map((units) => units.join('')),
);

/** The oracle: character by character, without a pattern. */
function shown(raw: string): string {
  return Array.from(raw)
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code >= 0xd800 && code <= 0xdfff) return `\\u${code.toString(16)}`;
      const control = code < 0x20 || (code >= 0x7f && code <= 0x9f);
      return control && !'\t\n\r'.includes(character)
        ? `\\x${code.toString(16).padStart(2, '0')}`
        : character;
    })
    .join('');
}

describe('any text', () => {
  it('has the visible form of the oracle, which is its own visible form', () => {
    fc.assert(
      fc.property(text, (raw) => {
        assert.equal(visible(raw), shown(raw));
        assert.equal(visible(visible(raw)), visible(raw));
      }),
      { ...runs(2_000), examples: [['\ud83d\ud83d\ude00\ude00'], ['\u0000'], ['\ude00\ud83d']] },
    );
  });

  it('is read back from JSON in its visible form, as a value and as a name', () => {
    const value = fc.dictionary(text, fc.oneof(text, fc.array(text), fc.dictionary(text, text)));
    fc.assert(
      fc.property(value, (raw) => {
        const json = visibleJson(raw);
        assert.equal(/\\u(?:0000|d[89a-f])/i.test(json.replaceAll('\\\\', '')), false);
        const again: unknown = JSON.parse(json);
        assert.equal(visibleJson(again), json);
        assert.deepEqual(visibleValue(raw), again);
        assert.equal(
          Object.keys(raw).every((name) => Object.hasOwn(again as object, shown(name))),
          true,
        );
      }),
      { ...runs(500), examples: [[{ __proto__: 'x', '\u0000': ['\ud83d'] }]] },
    );
  });

  it('is shortened to a length, but never within a surrogate pair', () => {
    fc.assert(
      fc.property(text, fc.nat(70), fc.nat(70), (raw, start, length) => {
        const whole = Buffer.from(raw).toString();
        const cut = part(whole, start, start + length);
        assert.equal(Buffer.from(cut).toString(), cut);
        assert.ok(cut.length <= length);
        assert.ok(whole.slice(start, start + length).length - cut.length <= 2);
        assert.ok(whole.includes(cut));
      }),
      {
        ...runs(2_000),
        examples: [
          ['😀', 0, 1],
          ['😀', 1, 1],
          ['x😀', 0, 2],
        ],
      },
    );
  });

  it('is bounded, with the number of omitted characters', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 100, max: 150 }), fc.nat(9), (raw, bound, times) => {
        const whole = Buffer.from(raw).toString().repeat(times);
        const short = bounded(whole, bound);
        assert.ok(short.length <= bound);
        assert.equal(Buffer.from(short).toString(), short);
        assert.equal(bounded(short, bound), short);
        if (short === whole) return;
        const [head = '', left = '', tail = ''] = short.split(
          /\n\[\.\.\. (\d+) characters left out \.\.\.\]\n/,
        );
        assert.equal(head.length + Number(left) + tail.length, whole.length);
        assert.ok(whole.startsWith(head) && whole.endsWith(tail));
      }),
      runs(500),
    );
  });

  it('reaches a terminal without control characters except colours, and keeps its value in JSON', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const plain = forTerminal(`\u001b[31m${raw}\u001b[39m`).replace(/\u001b\[\d{1,2}m/g, '');
        assert.equal(visible(plain), plain);
        const line = jsonLine({ raw });
        assert.deepEqual(JSON.parse(line), { raw });
        assert.equal(visible(line), line);
      }),
      runs(500),
    );
  });
});
