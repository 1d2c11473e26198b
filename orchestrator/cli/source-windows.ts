/** What the next run of a pipeline would read of each of its sources. */
import type { Rooms } from './rooms.ts';
import type { SourceWindow } from '../engine/ports.ts';
import { describe, SparkwrightError, TerminalError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Bookmark } from '../model/result.ts';

export interface NextWindow {
  source: string;
  /** The stages that load it. */
  stages: string[];
  /** Null where it could not be asked; `unknown` then says why. */
  window: SourceWindow | null;
  unknown: string | null;
}

type Asked = Pick<Rooms, 'sources'> & {
  world: Pick<Rooms['world'], 'bookmarks' | 'connections'>;
};

export async function nextWindows(rooms: Asked, pipeline: Pipeline): Promise<NextWindow[]> {
  const { sources, stages } = pipeline;
  if (Object.keys(sources).length === 0) return [];
  // A bookmark that can't be read says nothing, and must not pass for an empty one.
  const bookmark = await known(rooms.world.bookmarks.read());
  return Promise.all(
    Object.keys(sources).map(async (source) => {
      const loading = stages.filter((stage) => stage.sources.includes(source));
      const found =
        bookmark.unknown === null
          ? await known(windowOf(rooms, pipeline, source, bookmark.value))
          : { value: null, unknown: bookmark.unknown };
      const { value: window, unknown } = found;
      return { source, stages: loading.map(({ name }) => name), window, unknown };
    }),
  );
}

async function windowOf(
  { world, sources }: Asked,
  pipeline: Pipeline,
  name: string,
  bookmark: Bookmark | null,
): Promise<SourceWindow | null> {
  const source = pipeline.sources[name];
  const connection = world.connections[name];
  if (!source || !connection)
    throw new TerminalError(`the configuration has no source ${name}`, {
      mend: 'Give it one under sources in sparkwright.yaml.',
    });
  return sources.window(connection, { name, ...source }, bookmark?.sources[name] ?? null);
}

/** A value, or why it is not known. */
export type Known<T> = { value: T; unknown: null } | { value: null; unknown: string };

/** What can't be reached becomes a reason; a bug stays a bug. */
export async function known<T>(question: Promise<T>): Promise<Known<T>> {
  try {
    return { value: await question, unknown: null };
  } catch (error) {
    if (!(error instanceof SparkwrightError)) throw error;
    return { value: null, unknown: describe(error) };
  }
}
