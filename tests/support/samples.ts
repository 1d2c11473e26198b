/** Sample values of the model; a test overrides only the fields that it checks. */
import type { AttemptSpec } from '../../orchestrator/ports/files.ts';
import type { AttemptResult } from '../../orchestrator/model/result.ts';
import type { SessionLimits } from '../../orchestrator/model/session.ts';
import type { SourceWindow, TableWindow } from '../../orchestrator/ports/source-windows.ts';

export const SESSION_LIMITS: SessionLimits = { max: 2, idle: 60, runs: 100, age: 3600 };

/** The spec of a first attempt without a source. */
export function specOf(over: Partial<AttemptSpec> = {}): AttemptSpec {
  return {
    attempt: '',
    run: 'r',
    pipeline: 'shop',
    stage: 'ingest',
    number: 1,
    slot: 'manual:1',
    backfill: false,
    full_refresh: false,
    release: 'r',
    job: 'shop/ingest.py',
    interval: { start: '2026-11-21T11:16:36Z', end: '2026-11-21T11:16:36Z' },
    args: [],
    params: {},
    sources: {},
    ...over,
  };
}

/** The result of an attempt that succeeded and wrote nothing. */
export function resultWith(over: Partial<AttemptResult> = {}): AttemptResult {
  return {
    version: 1,
    attempt: '',
    driver: 'd',
    application: null,
    status: 'succeeded',
    error: null,
    rows: {},
    snapshots: {},
    bookmark: null,
    expectations: [],
    started: '',
    ended: '',
    ...over,
  };
}

/** A table with three rows that has never been loaded. */
export function tableWindow(over: Partial<TableWindow> = {}): TableWindow {
  return {
    table: 'visits',
    target: 'lake.bronze.visits',
    cursor: 'day',
    lo: null,
    hi: '1',
    again: null,
    rows: 3,
    deletes: null,
    problem: null,
    indexed: true,
    zoneless: false,
    ...over,
  };
}

/** The window of a source with one table. */
export function sourceWindow(table: TableWindow, over: Partial<SourceWindow> = {}): SourceWindow {
  return {
    kind: 'timestamp',
    lag: 0,
    systemIdentifier: '7',
    hi: '1',
    heldBy: null,
    tables: [table],
    ...over,
  };
}
