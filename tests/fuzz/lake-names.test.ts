/** The text of any table name is valid and parses into the same parts. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TABLE_NAME, tableParts, tableText } from '../../orchestrator/model/lake-names.ts';
import { runs } from './effort.ts';

const odd = fc.constantFrom('`', '``', '.', '9', 'a', ' ', '\n', '\ud83d', '٣', 'ä');
const part = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc.array(odd, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join('')),
);

describe('any name in the lake', () => {
  it('parses into its parts', () => {
    fc.assert(
      fc.property(fc.tuple(part, part, part), (parts) => {
        const text = tableText(parts);
        assert.match(text, TABLE_NAME);
        assert.deepEqual(tableParts(text), parts);
        assert.equal(tableText(tableParts(text)), text);
      }),
      {
        ...runs(500),
        examples: [[['`', '``', 'a`.`b']], [['lake', '9', '\ud83d']], [['lake', '٣', 'a\n']]],
      },
    );
  });
});
