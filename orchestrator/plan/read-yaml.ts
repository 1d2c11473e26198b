/** Parses the text of a YAML file. */
import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  type Document,
} from 'yaml';
import { TerminalError } from '../model/errors.ts';
import { resolveAliases, type YamlFault } from './aliases.ts';
import { misreadValues } from './misread-values.ts';
import { checkCharacters } from './text.ts';
import { yamlMessage } from './yaml-message.ts';

const MOST = 30;
export const YAML = { prettyErrors: false, merge: true, logLevel: 'error' } as const;

/**
 * Parses a file fast, without positions and without the library's comparison of all keys, which takes quadratic time. A
 * file with a fault is parsed again with them.
 *
 * @throws TerminalError that names file, line and column of each fault
 */
export function readYaml(text: string, file: string): unknown {
  checkCharacters(text, file);
  try {
    const quick = parseDocument(text, { ...YAML, uniqueKeys: false });
    const document = repeatsKey(quick.contents) ? parseDocument(text, YAML) : quick;
    const faults = yamlFaults(document);
    if (faults.length === 0) return document.toJS({ maxAliasCount: -1 });
    const lines = new LineCounter();
    parseDocument(text, { ...YAML, lineCounter: lines });
    const rows = faults.slice(0, MOST).map(({ offset, message }) => {
      const { line, col } = lines.linePos(Math.min(offset, text.length));
      return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${message}`;
    });
    throw new TerminalError(rows.join('\n'));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new TerminalError(`${file}:1:1: the file is nested too deeply; use fewer levels`, {
      cause,
    });
  }
}

/**
 * Only the first fault of syntax or aliases is reported, because others may be its consequences. Misread values are all
 * reported.
 */
function yamlFaults(document: Document): YamlFault[] {
  const { contents, errors, warnings } = document;
  const syntax = [...errors, ...warnings].map((error) => ({
    offset: error.pos[0],
    message: yamlMessage(error),
  }));
  if (syntax.length > 0) return firstOf(syntax);
  if (contents === null || (isScalar(contents) && contents.value === null))
    return [{ offset: 0, message: 'the file is empty; write pipeline: and stages:, or remove it' }];
  const { faults } = resolveAliases(contents);
  return faults.length > 0 ? firstOf(faults) : misreadValues(contents);
}

function firstOf(faults: YamlFault[]): YamlFault[] {
  return faults.sort((a, b) => a.offset - b.offset).slice(0, 1);
}

function repeatsKey(node: unknown): boolean {
  if (isPair(node)) return repeatsKey(node.key) || repeatsKey(node.value);
  if (!isCollection(node)) return false;
  if (isMap(node)) {
    const keys = node.items.map(({ key }) => (isScalar(key) ? key.value : key));
    if (new Set(keys).size < keys.length) return true;
  }
  return node.items.some(repeatsKey);
}
