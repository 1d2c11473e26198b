import { describe } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { loadPipelines, type LoadedFiles } from './load.ts';

/** The pipelines of a folder, kept up to date while people edit it. */
export interface LivePipelines {
  /** Always the newest that could be read. */
  pipelines: ReadonlyMap<string, Pipeline>;
  /** Reads what has changed; true where anything has. A folder with a fault changes nothing, and is told of once. */
  reload(tell: (fault: string) => void): Promise<boolean>;
}

/** @throws TerminalError naming every fault found */
export async function livePipelines(folder: string): Promise<LivePipelines> {
  const files: LoadedFiles = new Map();
  const pipelines = new Map<string, Pipeline>();
  let told = '';
  const read = async (): Promise<boolean> => {
    const found = await loadPipelines(folder, files);
    const names = new Set(found.map(({ name }) => name));
    const gone = [...pipelines.keys()].filter((name) => !names.has(name));
    const changed = found.filter((pipeline) => pipelines.get(pipeline.name) !== pipeline);
    for (const name of gone) pipelines.delete(name);
    for (const pipeline of changed) pipelines.set(pipeline.name, pipeline);
    return gone.length + changed.length > 0;
  };
  await read();
  return {
    pipelines,
    reload: async (tell) => {
      try {
        const changed = await read();
        told = '';
        return changed;
      } catch (error) {
        const fault = describe(error);
        if (fault !== told) tell(`the pipelines stay as they were: ${fault}`);
        told = fault;
        return false;
      }
    },
  };
}
