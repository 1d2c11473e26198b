/** Sessions: Spark applications that take one attempt after another. Their drivers are called hosts. */
import type { Size, SparkSettings } from './pipeline.ts';
import { runId } from './run.ts';
import type { SessionMode } from './session-mode.ts';

/**
 * - `intended`: saved before its host is submitted.
 * - `open`: its host is known, and takes attempts.
 * - `closing`: it gets no more attempts.
 * - `closed`: its host is gone.
 */
export type SessionState = 'intended' | 'open' | 'closing' | 'closed';

export interface Session {
  id: string;
  /** What all its attempts have in common: see `sessionKey`. */
  key: string;
  /** The run whose stages share it; null for a warm session. */
  run: string | null;
  state: SessionState;
  reason: string;
  /** The host's driver id; null until it is known. */
  driver: string | null;
  /** Null until the host has registered it. */
  application: string | null;
  size: { driver: Size; executor: Size };
  /** The most attempts at once. */
  places: number;
  /** Number of attempts that it has been given. */
  taken: number;
  created: Date;
  /** Since when it has had no attempt; null while it has one. */
  idleSince: Date | null;
  /** Since when it has been closing; null before. */
  closingSince: Date | null;
}

/** The session that an attempt shall share. */
export type SessionWish = Pick<Session, 'key' | 'run' | 'places'>;

/** Limits of sessions; times are in seconds. */
export interface SessionLimits {
  /** The most sessions at once; stages beyond it get applications of their own. */
  max: number;
  /** How long a session may be without an attempt. */
  idle: number;
  /** The most attempts of one session. */
  runs: number;
  /** The longest that a session takes new attempts. */
  age: number;
}

/** The session of a stage's attempts; null if each gets an application of its own. */
export function sessionWish(of: {
  mode: SessionMode;
  owner: string | null;
  release: string;
  run: string;
  spark: SparkSettings;
}): SessionWish | null {
  if (of.mode === 'none') return null;
  const run = of.mode === 'run' ? of.run : null;
  return { key: sessionKey({ ...of, run }), run, places: placesOf(of.spark) };
}

/** Settings of Spark that a running JVM can't change. */
const OF_THE_JVM = ['profile', 'driver', 'executor', 'conf', 'pyFiles'] as const;

/** Attempts share a session only if they need the same JVM, release and owner. */
function sessionKey(of: {
  owner: string | null;
  release: string;
  /** Null for a warm session. */
  run: string | null;
  spark: SparkSettings;
}): string {
  const { owner, release, run, spark } = of;
  return JSON.stringify([owner, release, run, ...OF_THE_JVM.map((name) => sorted(spark[name]))]);
}

/** The settings for which two stages can't share a session. */
export function settingsApart(one: SparkSettings, other: SparkSettings): string[] {
  return OF_THE_JVM.filter(
    (name) => JSON.stringify(sorted(one[name])) !== JSON.stringify(sorted(other[name])),
  );
}

/** A value in which the order of keys makes no difference. */
function sorted(value: SparkSettings[(typeof OF_THE_JVM)[number]]): unknown {
  if (value === null || typeof value === 'string' || Array.isArray(value)) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** How many attempts a session runs at once: each gets a core of its executors. */
function placesOf({ executor }: Pick<SparkSettings, 'executor'>): number {
  return Math.max(1, executor.cores * executor.count);
}

/** `<host's id>@<attempt>` names what an attempt has of a shared driver or application. */
export function shareOf(host: string, attempt: string): string {
  return `${host}@${attempt}`;
}

/** The host of a share; null if the id is a driver's or an application's own. */
export function hostOf(id: string | null): string | null {
  const at = id?.indexOf('@') ?? -1;
  return id === null || at < 0 ? null : id.slice(0, at);
}

/**
 * Makes the id of a session. Ids sort by time.
 *
 * @param random - from 0 to 1, exclusive
 */
export function sessionId(now: Date, random: number): string {
  return runId('session', now, random);
}
