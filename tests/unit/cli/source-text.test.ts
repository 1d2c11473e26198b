import assert from 'node:assert/strict';
import { windowsText } from '../../../orchestrator/cli/text/sources.ts';
import type { TableWindow } from '../../../orchestrator/ports/source-windows.ts';
import { sourceWindow, tableWindow } from '../../support/samples.ts';

const shown = (over: Partial<TableWindow>) => {
  const window = sourceWindow(tableWindow(over));
  return windowsText([{ source: 'shop', stages: ['load'], window, unknown: null }]);
};

describe('the text of the next load', () => {
  it('notes the cost of a cursor without a time zone, and how to avoid it', () => {
    const note = /note.* shop\.visits: day has no time zone, .*half a day.*timestamptz or xid8/;
    assert.match(shown({ zoneless: true }), note);
    assert.doesNotMatch(shown({}), /half a day/);
    assert.doesNotMatch(shown({ zoneless: true, problem: 'broken' }), /half a day/);
  });
});
