import { describe } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { loadFolder, type LoadedFiles } from './load.ts';
import { poolFaults } from './pools.ts';
import { located } from './position.ts';

/** The pipelines of a folder, kept up to date while users edit it. */
export interface LivePipelines {
  /** The last valid version of each pipeline, by name. */
  pipelines: ReadonlyMap<string, Pipeline>;
  /** Whether a file is ignored, because it has a fault and has had no valid version. */
  incomplete(): boolean;
  /**
   * Reads changed files; true if any pipeline has changed. A file with a fault keeps its last valid version.
   *
   * @param report - called once for each new fault
   */
  reload(report: (fault: string) => void): Promise<boolean>;
}

/**
 * Reads a folder for the first time.
 *
 * @param pools - number of places by pool; stages that exceed them are a fault of their file
 * @param report - called for each fault; a file with a fault is ignored, and the others are loaded
 */
export async function livePipelines(
  folder: string,
  pools: Readonly<Record<string, number>>,
  report: (fault: string) => void,
): Promise<LivePipelines> {
  const files: LoadedFiles = new Map();
  const pipelines = new Map<string, Pipeline>();
  let good = new Map<string, Pipeline>();
  let reported = new Set<string>();
  let incomplete = false;
  const read = async (report: (fault: string) => void): Promise<boolean> => {
    const { loaded: readable, faults } = await loadFolder(folder, files);
    for (const { file, text, pipeline } of readable) {
      const ofPools = located(text, file, poolFaults(pipeline, pools));
      if (ofPools.length > 0) faults.set(file, ofPools);
    }
    const loaded = readable.filter(({ file }) => !faults.has(file));
    const now = new Map(loaded.map(({ file, pipeline }) => [file, pipeline]));
    const names = new Map(loaded.map(({ pipeline }) => [pipeline.name, pipeline]));
    for (const file of faults.keys()) {
      const last = good.get(file);
      if (!last || names.has(last.name)) continue;
      now.set(file, last);
      names.set(last.name, last);
    }
    good = now;
    incomplete = [...faults.keys()].some((file) => !now.has(file));
    const current = [...faults].flatMap(([file, ofFile]) =>
      ofFile.map((fault) => ({ fault, kept: now.has(file) })),
    );
    for (const { fault, kept } of current)
      if (!reported.has(fault))
        report(
          `${fault} (${kept ? 'the pipeline keeps its last valid version' : 'the file is ignored'})`,
        );
    reported = new Set(current.map(({ fault }) => fault));
    const gone = [...pipelines.keys()].filter((name) => !names.has(name));
    const changed = [...names.values()].filter(
      (pipeline) => pipelines.get(pipeline.name) !== pipeline,
    );
    for (const name of gone) pipelines.delete(name);
    for (const pipeline of changed) pipelines.set(pipeline.name, pipeline);
    return gone.length + changed.length > 0;
  };
  await read(report);
  return {
    pipelines,
    incomplete: () => incomplete,
    reload: async (report) => {
      try {
        return await read(report);
      } catch (error) {
        const fault = describe(error);
        if (!reported.has(fault)) report(`all pipelines keep their last valid version: ${fault}`);
        reported.add(fault);
        return false;
      }
    },
  };
}
