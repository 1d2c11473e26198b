/** Aliases of a YAML file: each needs an anchor before it, and all of them together stay small when written out. */
import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Alias, type Node } from 'yaml';

export interface Oddity {
  offset: number;
  message: string;
}

/** How many nodes aliases may stand for, all together: a few lines can otherwise mean billions. */
const MOST_NODES = 200_000;

export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

/** What each alias stands for, and what is wrong with them. */
export function resolveAliases(root: unknown): { targets: Map<Alias, Node>; odd: Oddity[] } {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const sizes = new Map<unknown, number>();
  const odd: Oddity[] = [];
  let standFor = 0;
  const size = (node: unknown): number => {
    if (isPair(node)) {
      const all = size(node.key) + size(node.value);
      if (isMergeKey(node.key) && !mergeable(node.value, targets))
        odd.push({ offset: offsetOf(node.value ?? node.key), message: NO_MAP });
      return all;
    }
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      const at = target && sizes.get(target);
      if (target === undefined || at === undefined) {
        odd.push({ offset: offsetOf(node), message: unknown(node.source, anchors, target) });
        return 1;
      }
      targets.set(node, target);
      if (standFor <= MOST_NODES && standFor + at > MOST_NODES)
        odd.push({ offset: offsetOf(node), message: TOO_MUCH });
      standFor += at;
      return at;
    }
    if (!isScalar(node) && !isCollection(node)) return 1;
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    let all = 1;
    if (isCollection(node)) for (const item of node.items) all += size(item);
    sizes.set(node, all);
    return all;
  };
  size(root);
  return { targets, odd };
}

const NO_MAP = '<< takes a map, an alias of one, or a list of those';
const TOO_MUCH = `aliases up to here stand for more than ${MOST_NODES} values; use fewer of them`;

function mergeable(value: unknown, targets: Map<Alias, Node>): boolean {
  const real = isAlias(value) ? targets.get(value) : value;
  // An alias without an anchor is a fault by itself.
  if (isAlias(value) && !real) return true;
  if (isMap(real)) return true;
  return (
    isSeq(real) &&
    real.items.every((item) => {
      const one = isAlias(item) ? targets.get(item) : item;
      return isMap(one) || (isAlias(item) && !one);
    })
  );
}

function unknown(name: string, anchors: Map<string, Node>, target: Node | undefined): string {
  if (target) return `*${name} stands within &${name} itself; remove it`;
  const known = [...anchors.keys()].map((each) => `&${each}`);
  const which = known.length > 0 ? `there are ${known.slice(0, 5).join(', ')}` : 'there is none';
  return `no anchor &${name} comes before *${name} (${which}); correct it, or quote the text`;
}

export function offsetOf(node: unknown): number {
  return (node as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
}
