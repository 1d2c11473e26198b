import type { z } from 'zod';

/** A fault of one field of a pipeline file; with an empty path, a fault of the whole file. */
export interface Fault {
  path: readonly PropertyKey[];
  message: string;
}

/** Turns zod's issues into faults of fields. */
export function schemaFaults(issues: readonly z.core.$ZodIssue[]): Fault[] {
  return withoutInherited(issues.flatMap((issue) => faultsOf(issue, [])));
}

/** Removes faults of stages that have inherited the faulty setting from their pipeline. */
export function withoutInherited(faults: readonly Fault[]): Fault[] {
  const keys = new Set(faults.map(key));
  return faults.filter(
    ({ path: [first, , ...rest], message }) =>
      first !== 'stages' || rest.length === 0 || !keys.has(key({ path: rest, message })),
  );
}

function key({ path, message }: Fault): string {
  return JSON.stringify([path, message]);
}

function faultsOf(issue: z.core.$ZodIssue, under: readonly PropertyKey[]): Fault[] {
  const path = [...under, ...issue.path];
  // zod reports unknown keys at their parent.
  if (issue.code === 'unrecognized_keys') {
    const message = 'there is no such field; remove it, or fix its spelling';
    return issue.keys.map((field) => ({ path: [...path, field], message }));
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message }));
  if (issue.code === 'invalid_union') return unionFaults(issue, path);
  const { message } = issue;
  if (issue.code !== 'invalid_type') return [{ path, message }];
  return [{ path, message: typeMessage(issue.expected, message) }];
}

/** A field may have several forms. Reports the faults of the form whose kind, such as a list, the user wrote. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): Fault[] {
  const faults = issue.errors.map((issues) => issues.flatMap((inner) => faultsOf(inner, path)));
  const sameKind = faults.filter((form) => form.every((fault) => !isOtherKind(fault, path)));
  const [intended] = sameKind.sort((a, b) => a.length - b.length || depth(b) - depth(a));
  if (intended) return intended;
  const kinds = new Set(
    faults
      .flat()
      .flatMap(({ path: at, message }) =>
        at.length === path.length ? message.replace(OTHER_KIND, '').split(' or ') : [],
      ),
  );
  return [{ path, message: `${WRONG_KIND}${[...kinds].join(' or ')}` }];
}

const WRONG_KIND = 'this must be ';
const OTHER_KIND = /^(this must be|it is missing:) /;

function isOtherKind(fault: Fault, path: readonly PropertyKey[]): boolean {
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
  return message.endsWith('received undefined') ? `it is missing: ${kind}` : `${WRONG_KIND}${kind}`;
}
