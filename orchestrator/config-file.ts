import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { keyOf, KEY_NAMES, type KeyName } from './config-keys.ts';
import { TerminalError } from './model/errors.ts';
import { schemaFaults } from './plan/fault.ts';
import { located } from './plan/position.ts';

/**
 * Reads the values that sparkwright.yaml sets.
 *
 * @returns null if there is no such file
 * @throws TerminalError naming line, column and field of every fault
 */
export function readConfigFile(file: string): Map<KeyName, unknown> | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new TerminalError(`can't read ${file}`, { cause });
  }
  const values = parse(text, file);
  const checked = fileSchema().safeParse(values);
  if (!checked.success)
    throw new TerminalError(located(text, file, schemaFaults(checked.error.issues)).join('\n'));
  return new Map(
    KEY_NAMES.flatMap((key) => {
      const value = key
        .split('.')
        .reduce<unknown>((node, part) => (node as Tree | undefined)?.[part], values);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

type Tree = Record<string, unknown>;

function parse(text: string, file: string): Tree {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (!broken) return (document.toJS() as Tree | null) ?? {};
  const { line, col } = lines.linePos(broken.pos[0]);
  throw new TerminalError(`${file}:${line}:${col}: ${broken.message}`, { cause: broken });
}

/** The schema of the file: every key is optional, and no other is allowed. */
function fileSchema(): z.ZodType {
  const groups: Record<string, Record<string, z.ZodType>> = {};
  const top: Record<string, z.ZodType> = {};
  for (const key of KEY_NAMES) {
    const [group = '', field] = key.split('.');
    const { schema } = keyOf(key);
    if (field === undefined) top[group] = schema.optional();
    else (groups[group] ??= {})[field] = schema.optional();
  }
  for (const [group, fields] of Object.entries(groups))
    top[group] = z.strictObject(fields).optional();
  return z.strictObject(top);
}
