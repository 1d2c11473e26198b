import type { Spot, Values } from './tree.ts';

/** For bash 3.2, the version of macOS, and later. */
export function bashScript(spots: readonly Spot[]): string {
  const paths = spots.filter(({ path }) => path !== '').map(({ path }) => steps(path));
  return `_sparkwright() {
  local at="" word words="" cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$at/$word" in
      ${paths.join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at" in
${spots.map((spot) => `    '${spot.path}') words="${wordsOf(spot)}" ;;`).join('\n')}
  esac
  case "$at/$cur" in
    */-*) ;;
${spots.flatMap((spot) => (spot.values === null ? [] : [`    '${spot.path}'/*) words="${list(spot.values)}" ;;`])).join('\n')}
  esac
  case "$at/$prev" in
${spots.flatMap(valueLines).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _sparkwright sparkwright`;
}

/** `bookmark show` -> `'bookmark'/'show'`: the path, and the verb that follows it. */
function steps(path: string): string {
  const at = path.lastIndexOf(' ');
  return `'${path.slice(0, Math.max(0, at))}/${path.slice(at + 1)}'`;
}

function wordsOf({ verbs, options }: Spot): string {
  return [...verbs.map(({ word }) => word), ...options.flatMap(({ words }) => words)].join(' ');
}

function valueLines({ path, options }: Spot): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ words, values }) => {
      const patterns = words.map((word) => `'${path}/${word}'`).join('|');
      return `    ${patterns}) words="${list(values)}" ;;`;
    });
}

function list(values: Values): string {
  return values === 'pipelines'
    ? '$(sparkwright pipelines --names 2>/dev/null)'
    : (values ?? []).join(' ');
}
