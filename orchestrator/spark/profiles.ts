import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TerminalError } from '../model/errors.ts';

/** Reads `spark-defaults.conf`, with the entries of a profile over it. */
export async function readProfile(
  folder: string,
  profile: string | null,
): Promise<Record<string, string>> {
  const files = ['spark-defaults', ...(profile === null ? [] : [profile])];
  const layers = await Promise.all(files.map((name) => readConf(join(folder, `${name}.conf`))));
  return Object.assign({}, ...layers) as Record<string, string>;
}

async function readConf(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new TerminalError(`can't read the Spark settings in ${path}`, {
      cause,
      hint: 'Name an existing profile, or set SPARKWRIGHT_SPARK_PROFILES_DIR.',
    });
  });
  return parseConf(text);
}

/** Parses `key value` or `key=value` lines, as Spark does with Java properties. */
export function parseConf(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [, key = line, value = ''] = /^([^\s=]+)\s*[\s=]\s*(.*)$/.exec(line) ?? [];
        return [key, value];
      }),
  );
}
