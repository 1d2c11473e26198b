import { z } from 'zod';
import { pipelineFile } from './schema.ts';

/** Makes the JSON Schema of pipeline files, for editors. It describes the input, before defaults are filled in. */
export function pipelineJsonSchema(): object {
  const schema = z.toJSONSchema(pipelineFile, {
    io: 'input',
    // The newest draft that YAML support in editors knows well.
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      // z.int() adds the bounds of safe integers, which tell a reader nothing.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  // Fields for anchors may contain anything.
  return { ...schema, patternProperties: { '^x-': {} }, title: 'A pipeline of Sparkwright' };
}
