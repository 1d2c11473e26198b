import type { YAMLError } from 'yaml';

export const NO_TAG = 'this tag is not supported; remove it, and write plain text';

/** The library writes for programmers; a reader of the file is told about the file. */
const WORDS: Partial<Record<YAMLError['code'], string>> = {
  MULTIPLE_DOCS: 'a second document begins here; put each pipeline into a file of its own',
  TAB_AS_INDENT: 'a tab indents this line; use blanks',
  DUPLICATE_KEY: 'this field stands twice; remove one of them',
  TAG_RESOLVE_FAILED: NO_TAG,
};

export function yamlWords({ code, message }: YAMLError): string {
  if (message.startsWith('Maximum call stack'))
    return 'this is nested too deeply; use fewer levels';
  if (/alias/i.test(message) || code === 'BAD_ALIAS')
    return 'a text that begins with * is an alias; put it into quotes';
  return (
    WORDS[code] ?? `${message.split('\n')[0] ?? code}; correct it, or put the text into quotes`
  );
}
