import type { World } from '../engine/ports.ts';
import type { SourceBookmark } from '../model/result.ts';
import type { Source } from '../model/source.ts';
import { NotFound } from './exit-code.ts';
import { TerminalError } from '../model/errors.ts';

/**
 * A source as all pipelines together declare it: each may load other tables of it.
 *
 * @throws NotFound, naming the sources that there are; TerminalError where it is a table derived in the lake
 */
export function declaredSource(
  { pipelines }: Pick<World, 'pipelines'>,
  name: string,
  bookmark: SourceBookmark | undefined,
): Source {
  if (bookmark?.kind === 'snapshot')
    throw new TerminalError(
      `${name} is derived from tables of the lake, and loaded from no source`,
      {
        mend: 'Make it anew with: sparkwright run <pipeline> --full-refresh <stage>',
      },
    );
  const all = [...pipelines.values()].flatMap(({ sources }) => sources[name] ?? []);
  const [first] = all;
  if (!first) {
    const known = new Set([...pipelines.values()].flatMap(({ sources }) => Object.keys(sources)));
    throw new NotFound(`no pipeline has a source ${name}`, {
      mend: `There is ${[...known].join(', ') || 'none'}.`,
    });
  }
  const tables = Object.assign({}, ...all.map((each) => each.tables)) as Source['tables'];
  return { ...first, tables };
}
