import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import type { Fault } from './fault.ts';

const MOST = 30;

/** A line for each fault: `file:line:column: field: message`, in the order of the file. */
export function located(text: string, file: string, faults: readonly Fault[]): string[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const rows = faults
    .map((fault) => ({ ...fault, offset: offsetOf(document, fault.path) }))
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
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => String(item.key) === String(key));
      const range = (pair?.key as { range?: [number, number, number] } | undefined)?.range;
      if (range) return range[0];
    }
    const node = document.getIn(path.slice(0, length), true) as { range?: number[] } | undefined;
    if (node?.range?.[0] !== undefined) return node.range[0];
  }
  return 0;
}
