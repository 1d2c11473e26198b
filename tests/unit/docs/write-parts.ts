/** `npm run docs:parts`: writes the parts of pages that are made from the code. */
import { readFile, writeFile } from 'node:fs/promises';
import { PARTS, withPart } from './parts.ts';

for (const part of PARTS)
  await writeFile(part.page, withPart(await readFile(part.page, 'utf8'), part));
