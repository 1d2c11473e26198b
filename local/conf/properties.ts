import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';

/** Reads Spark properties as Spark writes them: `name value` a line, `#` before comments. */
export function parseProperties(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [name = '', ...value] = line.split(/\s+/);
        return [name, value.join(' ')];
      }),
  );
}

/** What a driver of this cluster gets: the defaults, with the entries of a profile over them. */
export function driverProperties(config: ClusterConfig, profile?: 'short'): Record<string, string> {
  const files = ['spark-defaults.conf', ...(profile === undefined ? [] : [`${profile}.conf`])];
  const texts = files.map((name) =>
    parseProperties(readFileSync(join(folders(config).conf, 'spark', name), 'utf8')),
  );
  return Object.assign({}, ...texts) as Record<string, string>;
}
