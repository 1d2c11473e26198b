const HIDDEN = '***';

/** Replaces passwords in addresses within any value: `postgres://user:***@host`, `?password=***`. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string')
    return value
      .replace(/(:\/\/[^/?#\s:@]*):[^/\s]*@/g, `$1:${HIDDEN}@`)
      .replace(/([?&;](?:password|passwd|pwd|token|secret)=)[^&;\s"']*/gi, `$1${HIDDEN}`);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]),
  );
}
