/** Values that YAML reads as something else than what a person wrote. */
import { isCollection, isPair, isScalar, Scalar } from 'yaml';
import { NO_TAG } from './yaml-words.ts';
import { isMergeKey, offsetOf, type Oddity } from './aliases.ts';

const PLAIN_TAGS = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq|merge)$/;

export function oddValues(root: unknown): Oddity[] {
  const odd: Oddity[] = [];
  const look = (node: unknown, param: boolean): void => {
    const tag = isScalar(node) || isCollection(node) ? node.tag : undefined;
    if (tag !== undefined && !PLAIN_TAGS.test(tag)) {
      odd.push({ offset: offsetOf(node), message: NO_TAG });
      return;
    }
    if (isScalar(node)) {
      const message = wrongWith(node, param);
      if (message !== null) odd.push({ offset: offsetOf(node), message });
    }
    if (!isCollection(node)) return;
    for (const item of node.items) {
      if (!isPair(item)) {
        look(item, param);
        continue;
      }
      if (isCollection(item.key))
        odd.push({ offset: offsetOf(item.key), message: 'write a name before the colon' });
      else if (!isMergeKey(item.key)) look(item.key, false);
      const isParams = isScalar(item.key) && item.key.value === 'params';
      look(item.value, param || isParams);
    }
  };
  look(root, false);
  return odd;
}

function wrongWith({ value, source, type }: Scalar, param: boolean): string | null {
  const written = source ?? '';
  if (typeof value === 'string') {
    if (value.includes('\0')) return 'a NUL in the text can be kept nowhere; remove it';
    if (/\p{Surrogate}/u.test(value))
      return 'half of a surrogate pair is no character; write it whole';
    if (param && type === Scalar.PLAIN && /^([Yy]es|[Nn]o|[Oo]n|[Oo]ff)$/.test(value))
      return `${value} is text here; write true or false, or put it into quotes`;
  }
  if (typeof value !== 'number') return null;
  if (/^[-+]?0\d/.test(written))
    return `${written} loses its zeros as a number; put it into quotes, or write it without them`;
  const digits = (written.split(/e/i)[0] ?? '').replace(/^[-+]?[0.]*|\.|/g, '').length;
  const whole = /^[-+]?\d+$/.test(written) || /^0[ox]/.test(written);
  if ((whole && !Number.isSafeInteger(value)) || (!/^0[ox]/.test(written) && digits > 17))
    return `${written} is too long for a number, and would be rounded; put it into quotes`;
  return null;
}
