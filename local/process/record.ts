import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fromJson } from '../../orchestrator/model/json.ts';
import { readIfThere, writeWhole } from '../files.ts';
import { lives, type Identity } from '../../orchestrator/lock/identity.ts';

const Recorded = z.object({ pid: z.int().positive(), started: z.string() });

/** Records the process of a service. */
export function record(folder: string, service: string, identity: Identity): void {
  writeWhole(file(folder, service), `${JSON.stringify(identity)}\n`);
}

/** The service's process, if it is still alive; a broken record counts as none. */
export function recorded(folder: string, service: string): Identity | undefined {
  const text = readIfThere(file(folder, service));
  if (text === undefined) return undefined;
  const parsed = Recorded.safeParse(fromJson(text));
  return parsed.success && lives(parsed.data) ? parsed.data : undefined;
}

/** Whether a record exists: the service has been started, and not stopped by us. */
export function isRecorded(folder: string, service: string): boolean {
  return readIfThere(file(folder, service)) !== undefined;
}

/** Removes the record. */
export function forget(folder: string, service: string): void {
  rmSync(file(folder, service), { force: true });
}

function file(folder: string, service: string): string {
  return join(folder, `${service}.json`);
}
