import { isAlias, isMap, isSeq, LineCounter, parseDocument, type Alias, type Node } from 'yaml';
import { isMergeKey, offsetOf as startOf, resolveAliases } from './aliases.ts';
import type { Fault } from './fault.ts';
import { YAML } from './read-yaml.ts';

const MOST = 30;

/** Formats faults as `file:line:column: field: message`, in the order of the file; at most 30, then their number. */
export function located(text: string, file: string, faults: readonly Fault[]): string[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...YAML, lineCounter: lines });
  const { targets } = resolveAliases(document.contents);
  // A fault in a value that several aliases share is reported once.
  const seen = new Set<string>();
  const rows = faults
    .map((fault) => ({ ...fault, offset: offsetOf(document.contents, fault.path, targets) }))
    .filter(({ path, offset, message }) => {
      const key = `${offset} ${String(path.at(-1))} ${message}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .sort((a, b) => a.offset - b.offset)
    .map(({ path, message, offset }) => {
      const { line, col } = lines.linePos(offset);
      return `${file}:${line}:${col}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`;
    });
  return rows.length <= MOST
    ? rows
    : [...rows.slice(0, MOST), `${file}: and ${rows.length - MOST} more faults`];
}

/** The offset of a field in the text; if the field is missing, the offset of its nearest parent. */
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
  const target = isAlias(node) ? targets.get(node) : node;
  if (isSeq(target)) {
    const item = target.items[Number(key)];
    return item === undefined ? null : { node: item, offset: startOf(item) };
  }
  if (!isMap(target)) return null;
  const pair = target.items.find(
    (item) => !isMergeKey(item.key) && String(item.key) === String(key),
  );
  if (pair) return { node: pair.value, offset: startOf(pair.key) };
  for (const { value } of target.items.filter((item) => isMergeKey(item.key))) {
    const merged = isAlias(value) ? targets.get(value) : value;
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const step = stepInto(source, key, targets);
      if (step) return step;
    }
  }
  return null;
}
