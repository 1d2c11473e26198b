import { z } from 'zod';
import { pipelineFile } from './schema.ts';

/** The JSON Schema of what may be written in a pipeline file, for editors: no defaults are filled in yet. */
export function pipelineJsonSchema(): object {
  const schema = z.toJSONSchema(pipelineFile, {
    io: 'input',
    // The newest draft that editors' YAML support knows well.
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      // What z.int() adds where nothing bounds a number says nothing to a reader.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  // Fields for anchors may hold anything.
  return { ...schema, patternProperties: { '^x-': {} }, title: 'A pipeline of Sparkwright' };
}
