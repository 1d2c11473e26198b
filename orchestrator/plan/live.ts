import { describe } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { loadFolder, type LoadedFiles } from './load.ts';

/** The pipelines of a folder, kept up to date while people edit it. */
export interface LivePipelines {
  /** Always the newest that could be read. */
  pipelines: ReadonlyMap<string, Pipeline>;
  /** Reads what has changed; true if anything has. A file with a fault keeps its last good version, and is told of once. */
  reload(tell: (fault: string) => void): Promise<boolean>;
}

/**
 * Reads a folder for the first time.
 *
 * @param tell - gets each fault; the pipeline of such a file is left out, and all others are there
 */
export async function livePipelines(
  folder: string,
  tell: (fault: string) => void,
): Promise<LivePipelines> {
  const files: LoadedFiles = new Map();
  const pipelines = new Map<string, Pipeline>();
  let good = new Map<string, Pipeline>();
  let told = new Set<string>();
  const read = async (tell: (fault: string) => void): Promise<boolean> => {
    const { loaded, faults } = await loadFolder(folder, files);
    const now = new Map(loaded.map(({ file, pipeline }) => [file, pipeline]));
    const names = new Map(loaded.map(({ pipeline }) => [pipeline.name, pipeline]));
    for (const file of faults.keys()) {
      const last = good.get(file);
      if (!last || names.has(last.name)) continue;
      now.set(file, last);
      names.set(last.name, last);
    }
    good = now;
    const all = [...faults].flatMap(([file, found]) =>
      found.map((fault) => ({ fault, kept: now.has(file) })),
    );
    for (const { fault, kept } of all)
      if (!told.has(fault))
        tell(`${fault} (${kept ? 'the pipeline stays as it was' : 'the file is left out'})`);
    told = new Set(all.map(({ fault }) => fault));
    const gone = [...pipelines.keys()].filter((name) => !names.has(name));
    const changed = [...names.values()].filter((each) => pipelines.get(each.name) !== each);
    for (const name of gone) pipelines.delete(name);
    for (const pipeline of changed) pipelines.set(pipeline.name, pipeline);
    return gone.length + changed.length > 0;
  };
  await read(tell);
  return {
    pipelines,
    reload: async (tell) => {
      try {
        return await read(tell);
      } catch (error) {
        const fault = describe(error);
        if (!told.has(fault)) tell(`the pipelines stay as they were: ${fault}`);
        told.add(fault);
        return false;
      }
    },
  };
}
