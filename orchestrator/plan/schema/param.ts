import { z } from 'zod';
import type { Param, ParamValue } from '../../model/pipeline.ts';
import { isOfType, typeOf } from '../param-type.ts';
import { scalar } from './quantities.ts';

const declared = z
  .strictObject({
    type: z
      .enum(['string', 'integer', 'number', 'boolean', 'date'])
      .optional()
      .describe('Without it, the type of the default'),
    default: scalar
      .nullable()
      .default(null)
      .describe('Without it, every run has to be given a value'),
    description: z.string().default(''),
    choices: z.array(scalar).default([]).describe('The only values that it may have'),
  })
  .transform((given, context): Param => {
    const example = given.default ?? given.choices[0];
    const type = given.type ?? (example === undefined ? 'string' : typeOf(example));
    const check = (value: ParamValue, path: PropertyKey[]) => {
      if (!isOfType(type, value))
        context.addIssue({ code: 'custom', path, message: `${value} is no ${type}` });
    };
    given.choices.forEach((choice, index) => {
      check(choice, ['choices', index]);
    });
    if (given.default !== null) {
      check(given.default, ['default']);
      if (given.choices.length > 0 && !given.choices.includes(given.default))
        context.addIssue({
          code: 'custom',
          path: ['default'],
          message: `${given.default} is none of the choices ${given.choices.join(', ')}`,
        });
    }
    return { ...given, type };
  });

/** `name: 5` is short for `name: { default: 5 }`. */
const short = scalar.transform((value): Param => ({
  type: typeOf(value),
  default: value,
  description: '',
  choices: [],
}));

export const params = z.record(
  z.string().regex(/^[A-Za-z_]\w{0,63}$/, 'use letters, digits and _, no digit first'),
  z.union([short, declared]),
);
