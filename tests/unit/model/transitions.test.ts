import assert from 'node:assert/strict';
import { changed, type Change, type RunGraph } from '../../../orchestrator/model/change.ts';
import type { RunState, StageState } from '../../../orchestrator/model/run.ts';
import { settle } from '../../../orchestrator/model/settle.ts';
import { kill, markSucceeded, retry } from '../../../orchestrator/model/transitions.ts';

const STATES: Record<string, StageState> = {
  w: 'waiting',
  r: 'ready',
  a: 'admitted',
  R: 'running',
  S: 'succeeded',
  F: 'failed',
  K: 'killed',
  X: 'skipped',
};

/**
 * A run: top -> left, right -> bottom, and cleanup if left or right fails.
 *
 * @param letters - the states of the five stages, in that order
 */
function diamond(state: RunState, letters: string): RunGraph {
  const [top, left, right, bottom, cleanup] = Array.from(letters, (letter) => STATES[letter]);
  const stage = (name: string, is = top, ...after: string[]) => ({
    name,
    state: is ?? 'waiting',
    after,
    when: name === 'cleanup' ? ('any-failed' as const) : ('all-succeeded' as const),
  });
  return {
    state,
    stages: [
      stage('top', top),
      stage('left', left, 'top'),
      stage('right', right, 'top'),
      stage('bottom', bottom, 'left', 'right'),
      stage('cleanup', cleanup, 'left', 'right'),
    ],
  };
}

/** Writes changes as `left w>r`, `left w>r!` if the stage starts from scratch, or `run running>killing (killed)`. */
function shown(changes: readonly Change[]): string {
  const letter = (state: StageState) =>
    Object.keys(STATES).find((known) => STATES[known] === state) ?? '?';
  return changes
    .map((change) =>
      change.stage === null
        ? `run ${change.from}>${change.to}${change.endsAs ? ` (${change.endsAs})` : ''}`
        : `${change.stage} ${letter(change.from)}>${letter(change.to)}${change.again ? '!' : ''}`,
    )
    .join(', ');
}

type Case = [state: RunState, letters: string, expected: string];

function table(name: string, change: (run: RunGraph) => Change[], cases: Case[]): void {
  describe(name, () => {
    for (const [state, letters, expected] of cases)
      it(`of ${state} ${letters}: ${expected || 'nothing'}`, () => {
        assert.equal(shown(change(diamond(state, letters))), expected);
      });
  });
}

describe('the transitions of a run', () => {
  table('settle', settle, [
    ['running', 'Swwww', 'left w>r, right w>r'],
    ['running', 'SSwww', 'right w>r'],
    ['running', 'SSSww', 'bottom w>r, cleanup w>X'],
    ['running', 'SFRww', 'bottom w>X'],
    ['running', 'SFSww', 'bottom w>X, cleanup w>r'],
    ['running', 'Fwwww', 'left w>X, right w>X, bottom w>X, cleanup w>X, run running>failed'],
    ['running', 'SSSSX', 'run running>succeeded'],
    ['running', 'SFSXS', 'run running>failed'],
    ['running', 'SKSXX', 'run running>killed'],
    ['running', 'SKFXS', 'run running>failed'],
    ['running', 'SSSRX', ''],
    ['killing', 'SRaww', 'right a>K, bottom w>K, cleanup w>K'],
    ['killing', 'SKKKK', ''],
    ['queued', 'wwwww', ''],
    ['failed', 'SFrww', ''],
  ]);

  table('kill', (run) => kill(run, 'enough', 'failed'), [
    ['queued', '', 'run queued>failed (failed)'],
    ['running', 'SRrww', 'run running>killing (failed), right r>K, bottom w>K, cleanup w>K'],
    ['running', 'SRSSX', 'run running>killing (failed)'],
    ['killing', 'SRKKK', ''],
    ['succeeded', 'SSSSX', ''],
    ['skipped', '', ''],
  ]);

  table('retry of all stages that did not succeed', (run) => retry(run, null, 'again'), [
    ['failed', 'SFSXS', 'run failed>running, left F>w!, bottom X>w!, left w>r'],
    [
      'failed',
      'FXXXX',
      'run failed>running, top F>r!, left X>w!, right X>w!, bottom X>w!, cleanup X>w!',
    ],
    ['killed', 'SSKKX', 'run killed>running, right K>w!, bottom K>w!, cleanup X>w!, right w>r'],
    ['succeeded', 'SSSSS', ''],
    ['running', 'SFRXw', ''],
    ['killing', 'SFRXw', ''],
    ['queued', 'wwwww', ''],
    ['skipped', 'wwwww', ''],
  ]);

  table('retry from right', (run) => retry(run, ['right'], 'again'), [
    [
      'succeeded',
      'SSSSX',
      'run succeeded>running, right S>w!, bottom S>w!, cleanup X>w!, right w>r',
    ],
    ['running', 'SSSSX', ''],
  ]);

  table('retry from an unknown stage', (run) => retry(run, ['missing'], 'again'), [
    ['failed', 'SFSXS', ''],
  ]);

  table('mark left as succeeded', (run) => markSucceeded(run, 'left', 'by hand'), [
    ['failed', 'SFSXS', 'left F>S, run failed>running, bottom X>w!, bottom w>r'],
    [
      'failed',
      'SFFXS',
      'left F>S, run failed>running, bottom X>w!, bottom w>X, run running>failed',
    ],
    [
      'failed',
      'FXXXX',
      'left X>S, run failed>running, bottom X>w!, cleanup X>w!, bottom w>X, cleanup w>X, run running>failed',
    ],
    [
      'killed',
      'SKSKK',
      'left K>S, run killed>running, bottom K>w!, cleanup K>w!, bottom w>r, cleanup w>X',
    ],
    ['succeeded', 'SSSSX', ''],
    ['running', 'SFRXw', ''],
    ['killing', 'SKRKK', ''],
  ]);

  it('let a run without a plan be killed, but not retried or marked', () => {
    const empty: RunGraph = { state: 'failed', stages: [] };
    assert.deepEqual(retry(empty, null, 'again'), []);
    assert.deepEqual(markSucceeded(empty, 'top', 'by hand'), []);
    assert.equal(kill({ ...empty, state: 'queued' }, 'enough', 'killed').length, 1);
  });

  it('name a reason for each change', () => {
    const reasons = (changes: Change[]) => changes.map(({ reason }) => reason);
    assert.deepEqual(reasons(kill(diamond('running', 'SRaww'), 'enough', 'killed')), [
      'enough',
      'killed while it was admitted',
      'killed while it was waiting',
      'killed while it was waiting',
    ]);
    assert.deepEqual(reasons(retry(diamond('failed', 'SFSXS'), null, 'again')), [
      'again',
      'again',
      'again',
      'top succeeded',
    ]);
    assert.deepEqual(reasons(settle(diamond('running', 'SFSww'))), ['left failed', 'left failed']);
    assert.deepEqual(reasons(settle(diamond('running', 'SSSSw'))), [
      'none of left, right failed',
      'every stage succeeded',
    ]);
    assert.deepEqual(reasons(settle(diamond('running', 'SFKXX'))), ['left failed']);
  });

  it('skip a chain of 5,000 stages in one pass', () => {
    const stages = Array.from({ length: 5_000 }, (_, i) => ({
      name: `s${i}`,
      state: i === 0 ? ('failed' as const) : ('waiting' as const),
      after: i === 0 ? [] : [`s${i - 1}`],
      when: 'all-succeeded' as const,
    }));
    const run: RunGraph = { state: 'running', stages: stages.toReversed() };
    const changes = settle(run);
    assert.equal(changes.length, 5_000);
    assert.equal(changed(run, changes).state, 'failed');
  });
});
