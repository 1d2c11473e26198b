import { z } from 'zod';
import type { Param, ParamValue } from '../../model/pipeline.ts';
import { isOfType, typeOf } from '../param-type.ts';
import { scalar } from './quantities.ts';

const declared = z
  .strictObject({
    type: z
      .enum(['string', 'integer', 'number', 'boolean', 'date'])
      .optional()
      .describe('Type of the values; by default the type of the default'),
    default: scalar
      .nullable()
      .default(null)
      .describe(
        'Value of runs that are given none; without a default, every run must be given a value',
      ),
    description: z.string().default(''),
    choices: z.array(scalar).default([]).describe('The allowed values'),
  })
  .transform((param, context): Param => {
    const example = param.default ?? param.choices[0];
    const type = param.type ?? (example === undefined ? 'string' : typeOf(example));
    const check = (value: ParamValue, path: PropertyKey[]) => {
      if (!isOfType(type, value))
        context.addIssue({ code: 'custom', path, message: `${value} is not of type ${type}` });
    };
    param.choices.forEach((choice, index) => {
      check(choice, ['choices', index]);
    });
    if (param.default !== null) {
      check(param.default, ['default']);
      if (param.choices.length > 0 && !param.choices.includes(param.default))
        context.addIssue({
          code: 'custom',
          path: ['default'],
          message: `${param.default} is not one of the choices ${param.choices.join(', ')}`,
        });
    }
    return { ...param, type };
  });

/** `name: 5` is short for `name: { default: 5 }`. */
const short = scalar.transform((value): Param => ({
  type: typeOf(value),
  default: value,
  description: '',
  choices: [],
}));

export const params = z.record(
  z.string().regex(/^[A-Za-z_]\w{0,63}$/, 'use letters, digits and _, with no digit first'),
  z.union([short, declared]),
);
