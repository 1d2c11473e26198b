import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** A package of a bill of materials, with the licence that it declares. */
export interface Component {
  name: string;
  version: string;
  /** SPDX expressions, or the package's own text; empty if none. */
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
      licence: [...new Set(licenses.map(licenceText))].filter((text) => text !== '').join(' / '),
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

function licenceText({ license, expression }: z.infer<typeof licence>): string {
  const text = expression ?? license?.id ?? license?.name ?? '';
  // Some packages have the whole licence text in place of its name.
  const [first = ''] = text.split('\n');
  return first.trim();
}
