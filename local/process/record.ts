import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeWhole } from '../files.ts';
import { lives, type Identity } from './identity.ts';

const Recorded = z.object({ pid: z.int().positive(), started: z.string() });

/** Notes which process is the service. */
export function record(folder: string, service: string, identity: Identity): void {
  writeWhole(file(folder, service), `${JSON.stringify(identity)}\n`);
}

/** The service's process, if the recorded one still lives; a broken record counts as none. */
export function recorded(folder: string, service: string): Identity | undefined {
  const text = readIfThere(file(folder, service));
  if (text === undefined) return undefined;
  const parsed = Recorded.safeParse(json(text));
  return parsed.success && lives(parsed.data) ? parsed.data : undefined;
}

/** Whether a record exists at all: the service has been started and not been stopped by us. */
export function isRecorded(folder: string, service: string): boolean {
  return readIfThere(file(folder, service)) !== undefined;
}

/** Forgets the service's process. */
export function forget(folder: string, service: string): void {
  rmSync(file(folder, service), { force: true });
}

function file(folder: string, service: string): string {
  return join(folder, `${service}.json`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
