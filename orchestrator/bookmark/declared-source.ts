import type { World } from '../ports/ports.ts';
import type { SourceBookmark } from '../model/result.ts';
import type { Source } from '../model/source.ts';
import { NotFound, TerminalError } from '../model/errors.ts';

/**
 * A source with all tables that pipelines declare for it.
 *
 * @throws NotFound if no pipeline declares it; TerminalError if the name is that of a derived lake table
 */
export function declaredSource(
  { pipelines }: Pick<World, 'pipelines'>,
  name: string,
  bookmark: SourceBookmark | undefined,
): Source {
  if (bookmark?.kind === 'snapshot')
    throw new TerminalError(
      `${name} is derived from tables of the lake, not loaded from a source`,
      { hint: 'Rebuild it with: sparkwright run <pipeline> --full-refresh <stage>' },
    );
  const declarations = [...pipelines.values()].flatMap(({ sources }) => sources[name] ?? []);
  const [first] = declarations;
  if (!first) {
    const known = new Set([...pipelines.values()].flatMap(({ sources }) => Object.keys(sources)));
    throw new NotFound(`no pipeline has a source ${name}`, {
      hint: `Known sources: ${[...known].join(', ') || 'none'}.`,
    });
  }
  const tables = Object.assign({}, ...declarations.map(({ tables }) => tables)) as Source['tables'];
  return { ...first, tables };
}
