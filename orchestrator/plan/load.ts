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

/** Loaded files by path. A caller that keeps it between loads has only changed files parsed again. */
export type LoadedFiles = Map<string, Loaded>;

const FILES_AT_ONCE = 16;

/** The valid files of a folder, and the faults of the others. */
export interface Folder {
  loaded: Loaded[];
  /** Faults by file, each as `file:line:column: field: message`. */
  faults: Map<string, string[]>;
}

/**
 * Reads every `*.yaml` of a folder.
 *
 * @param before - files of an earlier load; this function updates it
 * @throws TerminalError that names file, line, column and field of every fault
 */
export async function loadPipelines(
  folder: string,
  before: LoadedFiles = new Map(),
): Promise<Pipeline[]> {
  const { loaded, faults } = await loadFolder(folder, before);
  if (faults.size > 0) throw new TerminalError([...faults.values()].flat().sort().join('\n'));
  return loaded.map(({ pipeline }) => pipeline);
}

/** Reads every `*.yaml` of a folder. Files with faults don't affect the others. */
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
  for (const entry of loaded) before.set(entry.file, entry);
  // A file with a fault may declare a pipeline that other files name.
  for (const [file, ofFile] of faultsAmong(loaded, faults.size === 0)) faults.set(file, ofFile);
  return { loaded: loaded.filter(({ file }) => !faults.has(file)), faults };
}

async function pipelineFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new TerminalError(`can't read the pipelines folder ${folder}`, {
      cause,
      hint: 'Create it, or set SPARKWRIGHT_PIPELINES_DIR.',
    });
  });
  return names.filter((file) => /\.ya?ml$/.test(file)).map((file) => join(folder, file));
}

/** @param complete - whether every file of the folder is in `loaded`; otherwise triggers can't be checked */
function faultsAmong(loaded: readonly Loaded[], complete: boolean): Map<string, string[]> {
  const files = new Map<string, Loaded>();
  const faults = new Map<string, string[]>();
  for (const entry of loaded) {
    const { name } = entry.pipeline;
    const first = files.get(name);
    const message = `${first?.file ?? ''} already declares the pipeline ${name}`;
    if (first)
      faults.set(entry.file, located(entry.text, entry.file, [{ path: ['pipeline'], message }]));
    else files.set(name, entry);
  }
  if (!complete) return faults;
  for (const [name, ofTriggers] of triggerFaults(
    [...files.values()].map(({ pipeline }) => pipeline),
  )) {
    const entry = files.get(name);
    if (entry) faults.set(entry.file, located(entry.text, entry.file, ofTriggers));
  }
  return faults;
}
