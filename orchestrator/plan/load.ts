import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { TerminalError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { parsePipeline } from './parse.ts';
import { located } from './position.ts';
import { readText } from './text.ts';
import { triggerFaults } from './trigger-check.ts';

export { parsePipeline } from './parse.ts';

export interface Loaded {
  file: string;
  text: string;
  pipeline: Pipeline;
}

/** What was read before, by file: who loads again and again keeps it, and then only what changed is parsed. */
export type LoadedFiles = Map<string, Loaded>;

const FILES_AT_ONCE = 16;

/** A folder as it is: what could be read, and what is wrong with the rest. */
export interface Folder {
  loaded: Loaded[];
  /** `file:line:column: field: message`, by file. */
  faults: Map<string, string[]>;
}

/**
 * Reads every `*.yaml` of a folder.
 *
 * @param before - is brought up to date
 * @throws TerminalError naming file, line, column and field of every fault found in any of them
 */
export async function loadPipelines(
  folder: string,
  before: LoadedFiles = new Map(),
): Promise<Pipeline[]> {
  const { loaded, faults } = await loadFolder(folder, before);
  if (faults.size > 0) throw new TerminalError([...faults.values()].flat().sort().join('\n'));
  return loaded.map(({ pipeline }) => pipeline);
}

/** Reads every `*.yaml` of a folder; a file with a fault keeps no other one from being read. */
export async function loadFolder(folder: string, before: LoadedFiles): Promise<Folder> {
  const faults = new Map<string, string[]>();
  const loaded: Loaded[] = [];
  await pMap(
    await pipelineFiles(folder),
    async (file) => {
      try {
        const text = await readText(file);
        const same = before.get(file);
        loaded.push(
          same?.text === text ? same : { file, text, pipeline: parsePipeline(text, file) },
        );
      } catch (error) {
        if (!(error instanceof TerminalError)) throw error;
        faults.set(file, error.message.split('\n'));
      }
    },
    { concurrency: FILES_AT_ONCE },
  );
  loaded.sort((a, b) => (a.file < b.file ? -1 : 1));
  before.clear();
  for (const one of loaded) before.set(one.file, one);
  // A file that can't be read may declare what another one names.
  for (const [file, found] of faultsAmong(loaded, faults.size === 0)) faults.set(file, found);
  return { loaded: loaded.filter(({ file }) => !faults.has(file)), faults };
}

async function pipelineFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new TerminalError(`can't read the pipelines folder ${folder}`, {
      cause,
      mend: 'Make it, or set SPARKWRIGHT_PIPELINES_DIR.',
    });
  });
  return names.filter((file) => /\.ya?ml$/.test(file)).map((file) => join(folder, file));
}

function faultsAmong(loaded: readonly Loaded[], whole: boolean): Map<string, string[]> {
  const files = new Map<string, Loaded>();
  const faults = new Map<string, string[]>();
  for (const one of loaded) {
    const { name } = one.pipeline;
    const first = files.get(name);
    const message = `${first?.file ?? ''} declares the pipeline ${name} already`;
    if (first) faults.set(one.file, located(one.text, one.file, [{ path: ['pipeline'], message }]));
    else files.set(name, one);
  }
  if (!whole) return faults;
  for (const [name, found] of triggerFaults([...files.values()].map(({ pipeline }) => pipeline))) {
    const at = files.get(name);
    if (at) faults.set(at.file, located(at.text, at.file, found));
  }
  return faults;
}
