/** The demo reads its run from the command's JSON, with any id. */
import assert from 'node:assert/strict';
import { runLine } from '../../../orchestrator/cli/text/narrate.ts';
import { parseLine, rowsRead } from '../../../local/demo/output.ts';

const at = '2026-03-01T12:00:30.000Z';
const AN_ID = 'shop 1: not as a pattern would have it';

describe('the output of orchestrate --once --json', () => {
  it('has transitions, which the demo prints like the command', () => {
    const transition = { id: 1, run: AN_ID, stage: 'ingest', attempt: null, state: 'ready' };
    const line = parseLine(JSON.stringify({ ...transition, reason: 'comes first', at }));
    assert.ok('transition' in line);
    assert.equal(runLine(line.transition), '12:00:30  ingest       ready      comes first');
  });

  it('ends with the run, its times, and the rows of its last ingestion', () => {
    const attempt = (number: number, read: number) => ({
      id: `a-${number}`,
      stage: 'ingest',
      number,
      started: at,
      result: { rows: { 'lake.bronze.orders': { read } } },
    });
    const stages = [{ name: 'ingest', started: at, ended: null }];
    const attempts = [attempt(1, 5), attempt(2, 7), { id: 'b-1', stage: 'gold', result: null }];
    const line = parseLine(JSON.stringify({ id: AN_ID, state: 'succeeded', stages, attempts }));
    assert.ok('run' in line);
    assert.equal(line.run.id, AN_ID);
    assert.deepEqual(line.run.stages[0]?.started, new Date(at));
    assert.deepEqual(rowsRead(line.run), { orders: 7, history: 0 });
  });

  it('has no other lines: one that is not JSON is an error', () => {
    assert.throws(() => parseLine('retail-20260301-120030-abcd succeeded'), SyntaxError);
  });
});
