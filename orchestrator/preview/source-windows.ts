/** The rows that the next run of a pipeline would read from each of its sources. */
import type { World } from '../ports/ports.ts';
import type { Sources, SourceWindow } from '../ports/source-windows.ts';
import { TerminalError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Bookmark } from '../model/result.ts';
import { known } from './known.ts';

export interface NextWindow {
  source: string;
  /** Names of the stages that load it. */
  stages: string[];
  /** Null if unknown; `unknown` then has the reason. */
  window: SourceWindow | null;
  unknown: string | null;
}

interface Parts {
  sources: Sources;
  world: Pick<World, 'bookmarks' | 'connections'>;
}

export async function nextWindows(parts: Parts, pipeline: Pipeline): Promise<NextWindow[]> {
  const { sources, stages } = pipeline;
  if (Object.keys(sources).length === 0) return [];
  // A bookmark that can't be read must not count as an empty one.
  const bookmark = await known(parts.world.bookmarks.read());
  return Promise.all(
    Object.keys(sources).map(async (source) => {
      const loading = stages.filter((stage) => stage.sources.includes(source));
      const { value: window, unknown } =
        bookmark.unknown === null
          ? await known(windowOf(parts, pipeline, source, bookmark.value))
          : bookmark;
      return { source, stages: loading.map(({ name }) => name), window, unknown };
    }),
  );
}

async function windowOf(
  { world, sources }: Parts,
  pipeline: Pipeline,
  name: string,
  bookmark: Bookmark | null,
): Promise<SourceWindow | null> {
  const source = pipeline.sources[name];
  const connection = world.connections[name];
  if (!source || !connection)
    throw new TerminalError(`the configuration has no source ${name}`, {
      hint: 'Add it under sources in sparkwright.yaml.',
    });
  return sources.window(connection, { name, ...source }, bookmark?.sources[name] ?? null);
}
