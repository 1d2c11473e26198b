/**
 * Resolves aliases of a YAML file. Each needs an earlier anchor, and together they must not expand to a huge
 * document.
 */
import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Alias, type Node } from 'yaml';

/** A fault of a YAML file at an offset of its text. */
export interface YamlFault {
  offset: number;
  message: string;
}

/** The most nodes that all aliases together may expand to; a few nested aliases could expand to billions. */
const MOST_NODES = 200_000;

export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

/** Finds the node of each alias, and the faults of aliases. */
export function resolveAliases(root: unknown): { targets: Map<Alias, Node>; faults: YamlFault[] } {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const sizes = new Map<unknown, number>();
  const faults: YamlFault[] = [];
  let expanded = 0;
  const size = (node: unknown): number => {
    if (isPair(node)) {
      const total = size(node.key) + size(node.value);
      if (isMergeKey(node.key) && !mergeable(node.value, targets))
        faults.push({ offset: offsetOf(node.value ?? node.key), message: NO_MAP });
      return total;
    }
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      const targetSize = target && sizes.get(target);
      if (target === undefined || targetSize === undefined) {
        faults.push({ offset: offsetOf(node), message: unknown(node.source, anchors, target) });
        return 1;
      }
      targets.set(node, target);
      if (expanded <= MOST_NODES && expanded + targetSize > MOST_NODES)
        faults.push({ offset: offsetOf(node), message: TOO_MUCH });
      expanded += targetSize;
      return targetSize;
    }
    if (!isScalar(node) && !isCollection(node)) return 1;
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    let total = 1;
    if (isCollection(node)) for (const item of node.items) total += size(item);
    sizes.set(node, total);
    return total;
  };
  size(root);
  return { targets, faults };
}

const NO_MAP = '<< takes a map, an alias of one, or a list of those';
const TOO_MUCH = `aliases up to here expand to more than ${MOST_NODES} values; use fewer of them`;

/** Whether a value may follow `<<`. */
function mergeable(value: unknown, targets: Map<Alias, Node>): boolean {
  const target = isAlias(value) ? targets.get(value) : value;
  // An alias without an anchor is reported separately.
  if (isAlias(value) && !target) return true;
  if (isMap(target)) return true;
  return (
    isSeq(target) &&
    target.items.every((item) => {
      const itemTarget = isAlias(item) ? targets.get(item) : item;
      return isMap(itemTarget) || (isAlias(item) && !itemTarget);
    })
  );
}

function unknown(name: string, anchors: Map<string, Node>, target: Node | undefined): string {
  if (target) return `*${name} is inside &${name} itself; remove it`;
  const known = [...anchors.keys()].map((anchor) => `&${anchor}`);
  const list = known.length > 0 ? `there are ${known.slice(0, 5).join(', ')}` : 'there is none';
  return `no anchor &${name} comes before *${name} (${list}); fix the name, or quote the text`;
}

export function offsetOf(node: unknown): number {
  return (node as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
}
