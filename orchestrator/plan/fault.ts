import type { z } from 'zod';

/** What is wrong with one field of a pipeline file. The path is empty where the whole file is meant. */
export interface Fault {
  path: readonly PropertyKey[];
  message: string;
}

/** What zod found, as faults of fields. */
export function schemaFaults(issues: readonly z.core.$ZodIssue[]): Fault[] {
  return withoutInherited(issues.flatMap((issue) => faultsOf(issue, [])));
}

/** A setting that stages inherit is wrong once, in the pipeline, and not again in every stage. */
export function withoutInherited(faults: readonly Fault[]): Fault[] {
  const found = new Set(faults.map(key));
  return faults.filter(
    ({ path: [first, , ...rest], message }) =>
      first !== 'stages' || rest.length === 0 || !found.has(key({ path: rest, message })),
  );
}

function key({ path, message }: Fault): string {
  return JSON.stringify([path, message]);
}

function faultsOf(issue: z.core.$ZodIssue, under: readonly PropertyKey[]): Fault[] {
  const path = [...under, ...issue.path];
  // An unknown key is reported where it stands, not where its parent does.
  if (issue.code === 'unrecognized_keys') {
    const message = 'there is no such field; remove it, or mend its spelling';
    return issue.keys.map((field) => ({ path: [...path, field], message }));
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message }));
  if (issue.code === 'invalid_union') return unionFaults(issue, path);
  const { message } = issue;
  if (issue.code !== 'invalid_type') return [{ path, message }];
  return [{ path, message: typeMessage(issue.expected, message) }];
}

/** Of the ways in which a field may be written, the one is meant whose kind (a list, say) is what was written. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): Fault[] {
  const faults = issue.errors.map((issues) => issues.flatMap((inner) => faultsOf(inner, path)));
  const ofKind = faults.filter((way) => way.every((fault) => !isOther(fault, path)));
  const [meant] = ofKind.sort((a, b) => a.length - b.length || depth(b) - depth(a));
  if (meant) return meant;
  const wanted = new Set(
    faults
      .flat()
      .flatMap(({ path: at, message }) =>
        at.length === path.length ? message.replace(OTHER_KIND, '').split(' or ') : [],
      ),
  );
  return [{ path, message: `${OTHER_WORDS}${[...wanted].join(' or ')}` }];
}

const OTHER_WORDS = 'this must be ';
const OTHER_KIND = /^(this must be|it is missing:) /;

function isOther(fault: Fault, path: readonly PropertyKey[]): boolean {
  return fault.path.length === path.length && OTHER_KIND.test(fault.message);
}

function depth(faults: readonly Fault[]): number {
  return Math.max(0, ...faults.map(({ path }) => path.length));
}

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of fields',
  record: 'a map',
};

function typeMessage(expected: string, message: string): string {
  const kind = KINDS[expected] ?? expected;
  return message.endsWith('received undefined')
    ? `it is missing: ${kind}`
    : `${OTHER_WORDS}${kind}`;
}
