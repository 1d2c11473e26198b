/** The text of a YAML file as values. */
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
import { resolveAliases, type Oddity } from './aliases.ts';
import { oddValues } from './odd-values.ts';
import { checkCharacters } from './text.ts';
import { yamlWords } from './yaml-words.ts';

const MOST = 30;
export const YAML = { prettyErrors: false, merge: true, logLevel: 'error' } as const;

/**
 * Positions cost as much again as the text, and comparing each key with every other one grows with the square of the stages:
 * both are for a file that is wrong.
 *
 * @throws TerminalError naming file, line and column of what is wrong
 */
export function readYaml(text: string, file: string): unknown {
  checkCharacters(text, file);
  try {
    const quick = parseDocument(text, { ...YAML, uniqueKeys: false });
    const document = repeatsKey(quick.contents) ? parseDocument(text, YAML) : quick;
    const odd = oddities(document);
    if (odd.length === 0) return document.toJS({ maxAliasCount: -1 });
    const lines = new LineCounter();
    parseDocument(text, { ...YAML, lineCounter: lines });
    const told = odd.slice(0, MOST).map(({ offset, message }) => {
      const { line, col } = lines.linePos(Math.min(offset, text.length));
      return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${message}`;
    });
    throw new TerminalError(told.join('\n'));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new TerminalError(`${file}:1:1: the file is nested too deeply; use fewer levels`, {
      cause,
    });
  }
}

/** The first fault of the syntax or of an alias is told alone: others may only follow from it. Odd values are told together. */
function oddities(document: Document): Oddity[] {
  const { contents, errors, warnings } = document;
  const broken = [...errors, ...warnings].map((each) => ({
    offset: each.pos[0],
    message: yamlWords(each),
  }));
  if (broken.length > 0) return firstOf(broken);
  if (contents === null || (isScalar(contents) && contents.value === null))
    return [{ offset: 0, message: 'the file is empty; write pipeline: and stages:, or remove it' }];
  const { odd } = resolveAliases(contents);
  return odd.length > 0 ? firstOf(odd) : oddValues(contents);
}

function firstOf(odd: Oddity[]): Oddity[] {
  return odd.sort((a, b) => a.offset - b.offset).slice(0, 1);
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
