/** Writes docs/pipeline.schema.json: `npm run schema`. */
import { writeFile } from 'node:fs/promises';
import { pipelineJsonSchema } from './json-schema.ts';

const file = new URL('../../docs/pipeline.schema.json', import.meta.url);
await writeFile(file, `${JSON.stringify(pipelineJsonSchema(), null, 2)}\n`);
