import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** A package of a bill of materials: what it is, and under which licence it says that it is. */
export interface Component {
  name: string;
  version: string;
  /** Expressions of SPDX, or the package's own words; empty where it says nothing. */
  licence: string;
}

const licence = z.object({
  license: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
  expression: z.string().optional(),
});

const document = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z
    .array(
      z.object({
        group: z.string().optional(),
        name: z.string(),
        version: z.string().optional(),
        licenses: z.array(licence).optional(),
      }),
    )
    .default([]),
});

/** The packages of a CycloneDX file, by name. */
export async function componentsOf(file: string): Promise<Component[]> {
  const { components } = document.parse(JSON.parse(await readFile(file, 'utf8')));
  return components
    .map(({ group, name, version = '', licenses = [] }) => ({
      name: group ? `${group}/${name}` : name,
      version,
      licence: [...new Set(licenses.map(wordsOf))].filter((words) => words !== '').join(' / '),
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

function wordsOf({ license, expression }: z.infer<typeof licence>): string {
  const words = expression ?? license?.id ?? license?.name ?? '';
  // Some packages put the whole text where the name belongs.
  const [first = ''] = words.split('\n');
  return first.trim();
}
