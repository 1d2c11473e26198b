import type { Spot, Values } from './tree.ts';

export function fishScript(spots: readonly Spot[]): string {
  return ['complete -c sparkwright -f', ...spots.flatMap(lines)].join('\n');
}

function lines(spot: Spot): string[] {
  const when = condition(spot);
  const say = (...parts: string[]) => ['complete -c sparkwright', when, ...parts].join(' ');
  return [
    ...spot.verbs.map(({ word, description }) =>
      say(`-a ${quoted(word)}`, `-d ${quoted(description)}`),
    ),
    ...(spot.values === null ? [] : [say(`-a ${quoted(list(spot.values))}`)]),
    ...spot.options.map(({ words, description, takesValue, values }) =>
      say(
        ...words.map((word) =>
          word.startsWith('--') ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`,
        ),
        ...(takesValue ? ['-x'] : []),
        ...(values === null ? [] : [`-a ${quoted(list(values))}`]),
        `-d ${quoted(description)}`,
      ),
    ),
  ];
}

/** True after these words, if no further verb follows. */
function condition({ path, verbs }: Spot): string {
  if (path === '') return '-n __fish_use_subcommand';
  const seen = path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
  if (verbs.length > 0)
    seen.push(`not __fish_seen_subcommand_from ${verbs.map(({ word }) => word).join(' ')}`);
  return `-n ${quoted(seen.join('; and '))}`;
}

function list(values: Values): string {
  return values === 'pipelines'
    ? '(sparkwright pipelines --names 2>/dev/null)'
    : (values ?? []).join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
