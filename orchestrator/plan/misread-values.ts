/** Finds values that YAML reads as something other than what the user wrote. */
import { isCollection, isPair, isScalar, Scalar } from 'yaml';
import { NO_TAG } from './yaml-message.ts';
import { isMergeKey, offsetOf, type YamlFault } from './aliases.ts';

const PLAIN_TAGS = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq|merge)$/;

export function misreadValues(root: unknown): YamlFault[] {
  const faults: YamlFault[] = [];
  const visit = (node: unknown, isParam: boolean): void => {
    const tag = isScalar(node) || isCollection(node) ? node.tag : undefined;
    if (tag !== undefined && !PLAIN_TAGS.test(tag)) {
      faults.push({ offset: offsetOf(node), message: NO_TAG });
      return;
    }
    if (isScalar(node)) {
      const message = scalarFault(node, isParam);
      if (message !== null) faults.push({ offset: offsetOf(node), message });
    }
    if (!isCollection(node)) return;
    for (const item of node.items) {
      if (!isPair(item)) {
        visit(item, isParam);
        continue;
      }
      if (isCollection(item.key))
        faults.push({ offset: offsetOf(item.key), message: 'write a name before the colon' });
      else if (!isMergeKey(item.key)) visit(item.key, false);
      const underParams = isScalar(item.key) && item.key.value === 'params';
      visit(item.value, isParam || underParams);
    }
  };
  visit(root, false);
  return faults;
}

function scalarFault({ value, source, type }: Scalar, isParam: boolean): string | null {
  const written = source ?? '';
  if (typeof value === 'string') {
    if (value.includes('\0')) return "a NUL can't be stored; remove it from the text";
    if (/\p{Surrogate}/u.test(value))
      return 'half of a surrogate pair is not a character; write the whole pair';
    if (isParam && type === Scalar.PLAIN && /^([Yy]es|[Nn]o|[Oo]n|[Oo]ff)$/.test(value))
      return `${value} is text here; write true or false, or quote it`;
  }
  if (typeof value !== 'number') return null;
  if (/^[-+]?0\d/.test(written))
    return `${written} loses its leading zeros as a number; quote it, or remove them`;
  const digits = (written.split(/e/i)[0] ?? '').replace(/^[-+]?[0.]*|\.|/g, '').length;
  const whole = /^[-+]?\d+$/.test(written) || /^0[ox]/.test(written);
  if ((whole && !Number.isSafeInteger(value)) || (!/^0[ox]/.test(written) && digits > 17))
    return `${written} has too many digits for a number and would be rounded; quote it`;
  return null;
}
