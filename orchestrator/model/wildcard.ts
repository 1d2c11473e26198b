/** Source of a regular expression for a pattern in which `*` matches any number of characters. */
export function wildcardSource(text: string): string {
  return text
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^]*');
}
