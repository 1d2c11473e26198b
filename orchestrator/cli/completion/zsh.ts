import type { Spot, Values } from './tree.ts';

export function zshScript(spots: readonly Spot[]): string {
  const paths = spots.filter(({ path }) => path !== '').map(({ path }) => steps(path));
  return `#compdef sparkwright
_sparkwright() {
  local at="" word prev="\${words[CURRENT-1]}"
  local -a verbs options values
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in
      (${paths.join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at/$prev" in
${spots.flatMap(valueLines).join('\n')}
  esac
  case "$at" in
${spots.map(spotLine).join('\n')}
  esac
  (( $#verbs )) && _describe -t verbs verb verbs
  (( $#values )) && compadd -a values
  (( $#verbs + $#values )) || [[ "$PREFIX" == -* ]] || _files
  _describe -o -t options option options
}
if [ "$funcstack[1]" = "_sparkwright" ]; then _sparkwright "$@"; else compdef _sparkwright sparkwright; fi`;
}

function steps(path: string): string {
  const at = path.lastIndexOf(' ');
  return quoted(`${path.slice(0, Math.max(0, at))}/${path.slice(at + 1)}`);
}

function spotLine({ path, verbs, options, values }: Spot): string {
  const described = options.flatMap(({ words, description }) =>
    words.map((word) => quoted(`${word}:${description}`)),
  );
  const named = verbs.map(({ word, description }) => quoted(`${word}:${description}`));
  const known = values === null ? '' : ` values=(${list(values)});`;
  return `    (${quoted(path)}) verbs=(${named.join(' ')});${known} options=(${described.join(' ')}) ;;`;
}

function valueLines({ path, options }: Spot): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ words, values }) => {
      const patterns = words.map((word) => quoted(`${path}/${word}`)).join('|');
      const add = values === null ? '_files' : `values=(${list(values)}); compadd -a values`;
      return `    (${patterns}) ${add}; return ;;`;
    });
}

function list(values: Values): string {
  return values === 'pipelines'
    ? '${(f)"$(sparkwright pipelines --names 2>/dev/null)"}'
    : (values ?? []).map(quoted).join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
