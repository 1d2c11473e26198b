/**
 * Names of lake tables, with the quoting rules of Spark's SQL; jobs/sparkwright/protocol/lake_names.py has the same
 * rules.
 */

const PART = '`(?:[^`]|``)+`|[A-Za-z0-9_]+';
const PARTS = new RegExp(PART, 'gu');
const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Matches `catalog.namespace.table`, each part with or without backticks. */
export const TABLE_NAME = new RegExp(`^(?:${PART})(?:\\.(?:${PART})){2}$`, 'u');

export const WRITE_TABLE_NAME =
  'write catalog.namespace.table, with backticks around a part that has more than letters (a to z), digits and _, such as lake.gold.`daily-report`';

/** HDFS's default limit for the name of a folder, in bytes. */
const LONGEST = 255;

const CHARACTERS = [
  ['/', 'a slash'],
  [':', 'a colon'],
  ['\0', 'the character 0'],
] as const;

/** Splits a name that matches TABLE_NAME into its parts, without quotes. */
export function tableParts(written: string): string[] {
  return (written.match(PARTS) ?? []).map((part) =>
    part.startsWith('`') ? part.slice(1, -1).replaceAll('``', '`') : part,
  );
}

/** Joins parts into a name and quotes those that need it, so that a table always has the same text. */
export function tableText(parts: readonly string[]): string {
  return parts.map((part) => (PLAIN.test(part) ? part : quoted(part))).join('.');
}

/** Why HDFS can't have a folder for the namespace or the table; null if it can. */
export function unfitName(parts: readonly string[]): string | null {
  for (const part of parts.slice(1)) {
    const reason = noFolder(part);
    if (reason !== null)
      return `${tableText(parts)} can't be a table on HDFS, because ${reason}: choose another name`;
  }
  return null;
}

function noFolder(part: string): string | null {
  if (part === '.' || part === '..') return `${quoted(part)} is no name of a folder`;
  for (const [character, named] of CHARACTERS)
    if (part.includes(character)) return `the name of a folder can't have ${named}`;
  const length = Buffer.byteLength(part);
  if (length > LONGEST)
    return `the name of a folder can't have ${length} bytes, where ${LONGEST} are the most`;
  return null;
}

function quoted(part: string): string {
  return `\`${part.replaceAll('`', '``')}\``;
}
