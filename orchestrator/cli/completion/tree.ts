import type { Command, Option } from 'commander';

/** The words that may follow a path of verbs: `''`, `runs`, `bookmark show`. */
export interface Spot {
  path: string;
  verbs: Word[];
  options: OptionWord[];
  /** Values of the first argument. */
  values: Values;
}

export interface Word {
  word: string;
  description: string;
}

export interface OptionWord {
  /** `--limit`, and `-n` if the option has a short form. */
  words: string[];
  description: string;
  takesValue: boolean;
  values: Values;
}

/** Fixed words; the names that `sparkwright pipelines --names` lists; null for anything. */
export type Values = string[] | 'pipelines' | null;

/** Every spot of a tree of commands, the root first. */
export function spotsOf(program: Command): Spot[] {
  const common = program.options.filter((option) => option.long !== '--version').map(optionWord);
  return spots(program, '', common);
}

function spots(command: Command, path: string, common: readonly OptionWord[]): Spot[] {
  const [argument] = command.registeredArguments;
  const own = command.options.map(optionWord);
  const spot: Spot = {
    path,
    verbs: command.commands.map((verb) => ({ word: verb.name(), description: verb.description() })),
    options: [...own, ...(path === '' ? [] : common), HELP],
    values: argument?.argChoices ?? (argument?.name() === 'pipeline' ? 'pipelines' : null),
  };
  return [
    spot,
    ...command.commands.flatMap((verb) =>
      spots(verb, path === '' ? verb.name() : `${path} ${verb.name()}`, common),
    ),
  ];
}

const HELP: OptionWord = {
  words: ['--help', '-h'],
  description: 'show help',
  takesValue: false,
  values: null,
};

function optionWord(option: Option): OptionWord {
  return {
    words: [option.long, option.short].filter((word) => word !== undefined),
    description: option.description,
    takesValue: option.required || option.optional,
    values: option.argChoices ?? (option.long === '--pipeline' ? 'pipelines' : null),
  };
}
