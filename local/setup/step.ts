import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, writeWhole } from '../files.ts';

export type Report = (line: string) => void;

const HEARTBEAT_MS = 15_000;

/** Digest of the inputs of a step. */
export function digest(...inputs: string[]): string {
  return createHash('sha256').update(inputs.join('\0')).digest('hex');
}

/** Whether the step has been done whole with just these inputs. */
export function isDone(cache: string, name: string, inputs: string): boolean {
  return readIfThere(stampOf(cache, name)) === inputs;
}

/**
 * Does one step of set-up unless it has been done with these inputs. The stamp comes last, so that
 * an interrupted step is done again.
 */
export async function step(
  cache: string,
  name: string,
  inputs: string,
  report: Report,
  work: () => Promise<void>,
): Promise<void> {
  if (isDone(cache, name, inputs)) return;
  rmSync(stampOf(cache, name), { force: true });
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  report(`${name} ...`);
  const heartbeat = setInterval(() => {
    report(`${name} ... ${seconds()}`);
  }, HEARTBEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(heartbeat);
  }
  writeWhole(stampOf(cache, name), inputs);
  report(`${name}: done in ${seconds()}`);
}

function stampOf(cache: string, name: string): string {
  return join(cache, 'stamps', name.replaceAll(/[^A-Za-z0-9]+/g, '-'));
}
