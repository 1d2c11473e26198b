import type { YAMLError } from 'yaml';

export const NO_TAG = 'this tag is not supported; remove it, and write plain text';

/** The library's messages are for programmers; these are for the author of the file. */
const MESSAGES: Partial<Record<YAMLError['code'], string>> = {
  MULTIPLE_DOCS: 'a second document starts here; put each pipeline into its own file',
  TAB_AS_INDENT: 'a tab indents this line; use spaces',
  DUPLICATE_KEY: 'this field appears twice; remove one of them',
  TAG_RESOLVE_FAILED: NO_TAG,
};

/** The message for a fault that the YAML library has found. */
export function yamlMessage({ code, message }: YAMLError): string {
  if (message.startsWith('Maximum call stack'))
    return 'this is nested too deeply; use fewer levels';
  if (/alias/i.test(message) || code === 'BAD_ALIAS')
    return 'text that begins with * is an alias; quote it';
  return MESSAGES[code] ?? `${message.split('\n')[0] ?? code}; fix it, or quote the text`;
}
