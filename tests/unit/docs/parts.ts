/** The parts of pages that are made from the code; `npm run docs:parts` writes them, a test compares them. */
import { KEY_NAMES, keyOf, variableOf } from '../../../orchestrator/config-keys.ts';
import { ADVICE, TERMINAL, UP_TO_THE_ERROR } from '../../../orchestrator/model/advice.ts';
import type { FailureClass } from '../../../orchestrator/model/diagnosis.ts';
import { EXIT_CODES } from '../../../orchestrator/terminal/exit-code.ts';

const WIDTH = 100;

export interface Part {
  /** Stands in the page's comments around the part. */
  name: string;
  page: string;
  text: () => string;
}

export const PARTS: readonly Part[] = [
  { name: 'exit-codes', page: 'docs/cli.md', text: exitCodes },
  { name: 'failures', page: 'docs/failures.md', text: failures },
  { name: 'configuration', page: 'docs/configuration.md', text: configuration },
];

/** @throws Error if the page has no comments with the part's name */
export function withPart(page: string, { name, text }: Part): string {
  const around = new RegExp(`(<!-- ${name}: .*-->\n)[^]*?(<!-- end -->)`);
  if (!around.test(page)) throw new Error(`there is no part ${name} in the page`);
  return page.replace(around, (_, begin: string, end: string) => `${begin}\n${text()}\n\n${end}`);
}

function exitCodes(): string {
  return EXIT_CODES.map(([code, meaning]) => item(`\`${code}\`: ${meaning}`)).join('\n');
}

function failures(): string {
  return (Object.keys(ADVICE) as FailureClass[])
    .map((name) => item(`**\`${name}\`**, ${retried(name)}. ${ADVICE[name]}`))
    .join('\n');
}

function retried(name: FailureClass): string {
  if (UP_TO_THE_ERROR.has(name)) return 'retried unless the error forbids it';
  return TERMINAL.has(name) ? 'not retried' : 'retried';
}

function configuration(): string {
  return KEY_NAMES.map((name) => {
    const { is, default: standard } = keyOf(name);
    return item(`**\`${name}\`**, \`${variableOf(name)}\`: ${is}. Default: ${code(standard)}`);
  }).join('\n');
}

function code(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : `\`${value.join()}\``;
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** An item of a list in lines that fit a terminal. */
function item(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length + 2 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return `- ${lines.join('\n  ')}`;
}
