import { isAlias, isMap, isSeq, LineCounter, parseDocument, type Alias, type Node } from 'yaml';
import { isMergeKey, offsetOf as startOf, resolveAliases } from './aliases.ts';
import type { Fault } from './fault.ts';
import { YAML } from './read-yaml.ts';

const MOST = 30;

/** A line for each fault: `file:line:column: field: message`, in the order of the file. */
export function located(text: string, file: string, faults: readonly Fault[]): string[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...YAML, lineCounter: lines });
  const { targets } = resolveAliases(document.contents);
  // A value that several aliases share is wrong once.
  const seen = new Set<string>();
  const rows = faults
    .map((fault) => ({ ...fault, offset: offsetOf(document.contents, fault.path, targets) }))
    .filter(({ path, offset, message }) => {
      const one = `${offset} ${String(path.at(-1))} ${message}`;
      if (seen.has(one)) return false;
      seen.add(one);
      return true;
    })
    .sort((a, b) => a.offset - b.offset)
    .map(({ path, message, offset }) => {
      const { line, col } = lines.linePos(offset);
      return `${file}:${line}:${col}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`;
    });
  return rows.length <= MOST
    ? rows
    : [...rows.slice(0, MOST), `${file}: and ${rows.length - MOST} faults more`];
}

/** Where the field stands in the text; where the field is missing, where its nearest parent stands. */
function offsetOf(root: unknown, path: readonly PropertyKey[], targets: Map<Alias, Node>): number {
  let node = root;
  let offset = 0;
  for (const key of path) {
    const step = stepInto(node, key, targets);
    if (!step) break;
    offset = step.offset;
    node = step.node;
  }
  return offset;
}

interface Step {
  node: unknown;
  offset: number;
}

function stepInto(node: unknown, key: PropertyKey, targets: Map<Alias, Node>): Step | null {
  const real = isAlias(node) ? targets.get(node) : node;
  if (isSeq(real)) {
    const item = real.items[Number(key)];
    return item === undefined ? null : { node: item, offset: startOf(item) };
  }
  if (!isMap(real)) return null;
  const pair = real.items.find((each) => !isMergeKey(each.key) && String(each.key) === String(key));
  if (pair) return { node: pair.value, offset: startOf(pair.key) };
  for (const { value } of real.items.filter((each) => isMergeKey(each.key))) {
    const merged = isAlias(value) ? targets.get(value) : value;
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const step = stepInto(source, key, targets);
      if (step) return step;
    }
  }
  return null;
}
