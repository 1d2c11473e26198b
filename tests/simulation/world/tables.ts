/** The tables of a run store in memory, and the history that they keep. */
import type {
  BookmarkRequest,
  KnownPipeline,
  Transition,
} from '../../../orchestrator/engine/ports.ts';
import type { Attempt } from '../../../orchestrator/model/attempt.ts';
import type { Pipeline, When } from '../../../orchestrator/model/pipeline.ts';
import type { NewRun, Run, StageRun } from '../../../orchestrator/model/run.ts';
import { FencedOut } from '../../../orchestrator/model/errors.ts';
import { settle } from '../../../orchestrator/model/settle.ts';

export interface PipelineRow extends KnownPipeline {
  schedule: string;
  versions: { hash: string; release: string; definition: Pipeline }[];
}

export interface RunRow extends Run {
  notBefore: Date | null;
  deadline: Date | null;
  endsAs: 'killed' | 'failed' | null;
  alerted: boolean;
}

export interface StageRow extends StageRun {
  after: readonly string[];
  when: When;
  pool: string | null;
  places: number | null;
}

export interface AttemptRow extends Attempt {
  committed: boolean;
  archived: boolean;
}

type Row = { run: RunRow } | { stage: StageRow } | { attempt: AttemptRow };

export class Tables {
  readonly pipelines = new Map<string, PipelineRow>();
  readonly runs = new Map<string, RunRow>();
  readonly slots = new Set<string>();
  readonly stages = new Map<string, StageRow[]>();
  readonly attempts = new Map<string, AttemptRow>();
  readonly bookmarkRequests = new Map<string, BookmarkRequest>();
  readonly history: Transition[] = [];
  readonly lease = { fence: 0, holder: '', expires: 0 };
  readonly now: () => Date;
  /** Called for each transition, after it was made. */
  onTransition: (transition: Transition) => void = () => undefined;

  constructor(now: () => Date) {
    this.now = now;
  }

  checkFence(fence: number | null): void {
    if (fence !== null && fence !== this.lease.fence) throw new FencedOut();
  }

  /** Changes a row, and keeps what has become of its state or of the reason for it. */
  change<T extends { state: string; reason: string }>(row: T, patch: Partial<T>, of: Row): void {
    const before = `${row.state} ${row.reason}`;
    Object.assign(row, patch);
    if (`${row.state} ${row.reason}` !== before) this.record(of);
  }

  record(of: Row): void {
    const [run, stage, attempt, { state, reason }] =
      'run' in of
        ? [of.run.id, null, null, of.run]
        : 'stage' in of
          ? [of.stage.run, of.stage.name, null, of.stage]
          : [of.attempt.run, of.attempt.stage, of.attempt.id, of.attempt];
    const transition = {
      id: this.history.length + 1,
      run,
      stage,
      attempt,
      state,
      reason,
      at: this.now(),
    };
    this.history.push(transition);
    this.onTransition(transition);
  }

  insertRun(run: NewRun): RunRow | null {
    const key = `${run.pipeline} ${run.slot}`;
    if (this.slots.has(key) || this.runs.has(run.id)) return null;
    this.slots.add(key);
    const skipped = run.state === 'skipped';
    const row: RunRow = {
      ...run,
      fullRefresh: run.fullRefresh ?? [],
      version: null,
      release: null,
      created: this.now(),
      started: null,
      ended: skipped ? this.now() : null,
      deadline: null,
      endsAs: null,
      alerted: skipped,
    };
    this.runs.set(run.id, row);
    this.record({ run: row });
    return row;
  }

  stage(run: string, name: string): StageRow | undefined {
    return this.stages.get(run)?.find((stage) => stage.name === name);
  }

  /** Has what follows from the states of a run's stages happen. */
  settle(id: string): void {
    const run = this.runs.get(id);
    if (!run || (run.state !== 'running' && run.state !== 'killing')) return;
    const { stages, run: ended } = settle(run.state, this.stages.get(id) ?? []);
    for (const { name, state, reason } of stages) {
      const stage = this.stage(id, name);
      if (!stage) continue;
      const over = state === 'ready' ? null : this.now();
      this.change(stage, { state, reason, notBefore: null, ended: over }, { stage });
    }
    if (!ended) return;
    this.change(run, { ...ended, ended: this.now() }, { run });
  }
}
