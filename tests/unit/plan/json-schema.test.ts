import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { pipelineJsonSchema } from '../../../orchestrator/plan/json-schema.ts';

interface Schema {
  properties: Record<string, Schema>;
  additionalProperties: Schema;
  required?: string[];
}

describe('the JSON Schema of a pipeline file', () => {
  it('is the same as docs/pipeline.schema.json', async () => {
    const file = new URL('../../../docs/pipeline.schema.json', import.meta.url);
    assert.deepEqual(
      JSON.parse(await readFile(file, 'utf8')),
      JSON.parse(JSON.stringify(pipelineJsonSchema())),
      'docs/pipeline.schema.json is out of date; write it with `npm run schema`',
    );
  });

  it('requires only fields without a default', () => {
    const schema = pipelineJsonSchema() as Schema;
    assert.deepEqual(schema.required, ['pipeline', 'stages']);
    assert.deepEqual(schema.properties.stages?.additionalProperties.required, ['job']);
    assert.equal(schema.properties.spark?.required, undefined);
  });
});
