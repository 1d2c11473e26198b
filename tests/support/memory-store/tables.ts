/** The tables of a run store in memory, with the history of their rows. */
import type {
  BookmarkRequest,
  KnownPipeline,
  Transition,
} from '../../../orchestrator/ports/ports.ts';
import type { SeenFile } from '../../../orchestrator/model/arrival.ts';
import type { Attempt } from '../../../orchestrator/model/attempt.ts';
import type { Pipeline, When } from '../../../orchestrator/model/pipeline.ts';
import { isOver, type NewRun, type Run, type StageRun } from '../../../orchestrator/model/run.ts';
import type { Session } from '../../../orchestrator/model/session.ts';
import { FencedOut } from '../../../orchestrator/model/errors.ts';
import type {
  Change,
  RunChange,
  RunGraph,
  StageChange,
} from '../../../orchestrator/model/change.ts';
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
  readonly seenFiles = new Map<
    string,
    { looks: number; since: Date; files: Map<string, SeenFile> }
  >();
  readonly sessions = new Map<string, Session>();
  readonly history: Transition[] = [];
  readonly lease = { fence: 0, holder: '', expires: 0 };
  readonly now: () => Date;
  /** Called after each transition. */
  onTransition: (transition: Transition) => void = () => undefined;

  constructor(now: () => Date) {
    this.now = now;
  }

  checkFence(fence: number | null): void {
    if (fence !== null && fence !== this.lease.fence) throw new FencedOut();
  }

  /** Changes a row, and records a new state or reason in the history. */
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

  /** Applies the changes that `decide` returns. False if there are none. */
  changeRun(id: string, decide: (run: RunGraph) => Change[]): boolean {
    const run = this.runs.get(id);
    const changes = run ? decide({ state: run.state, stages: this.stages.get(id) ?? [] }) : [];
    for (const change of changes)
      if (change.stage === null) this.#changeRunRow(id, change);
      else this.#changeStage(id, change);
    return changes.length > 0;
  }

  /** Applies the changes that follow from the states of a run's stages. */
  settle(id: string): void {
    this.changeRun(id, settle);
  }

  #changeRunRow(id: string, { from, to, reason, endsAs }: RunChange): void {
    const run = this.runs.get(id);
    if (run?.state !== from) return;
    const ended = isOver(to) ? this.now() : null;
    const reopened = to === 'running' ? { deadline: null, alerted: false } : {};
    this.change(run, { state: to, reason, endsAs, ended, ...reopened }, { run });
  }

  #changeStage(id: string, { stage: name, from, to, reason, again }: StageChange): void {
    const stage = this.stage(id, name);
    if (stage?.state !== from) return;
    const ended = isOver(to) ? this.now() : null;
    const reset = again ? { started: null, driverScale: 1, executorScale: 1 } : {};
    this.change(stage, { state: to, reason, notBefore: null, ended, ...reset }, { stage });
    if (!again) return;
    for (const attempt of this.attempts.values())
      if (attempt.run === id && attempt.stage === name) attempt.counted = false;
  }
}
