import type { Command, Option } from 'commander';

/** What may be typed behind some words: `''`, `runs`, `bookmark show`. */
export interface Spot {
  path: string;
  verbs: Word[];
  options: OptionWord[];
  /** Of the first argument. */
  values: Values;
}

export interface Word {
  word: string;
  says: string;
}

export interface OptionWord {
  /** `--limit`, and `-n` where it has one. */
  words: string[];
  says: string;
  takesValue: boolean;
  values: Values;
}

/** Known words, names that `sparkwright pipelines --names` lists, or anything. */
export type Values = string[] | 'pipelines' | null;

/** Every spot of a tree of commands, the top first. */
export function spotsOf(program: Command): Spot[] {
  const common = program.options.filter((option) => option.long !== '--version').map(optionWord);
  return spots(program, '', common);
}

function spots(command: Command, path: string, common: readonly OptionWord[]): Spot[] {
  const [argument] = command.registeredArguments;
  const own = command.options.map(optionWord);
  const spot: Spot = {
    path,
    verbs: command.commands.map((verb) => ({ word: verb.name(), says: verb.description() })),
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
  says: 'say what it does',
  takesValue: false,
  values: null,
};

function optionWord(option: Option): OptionWord {
  return {
    words: [option.long, option.short].filter((word) => word !== undefined),
    says: option.description,
    takesValue: option.required || option.optional,
    values: option.argChoices ?? (option.long === '--pipeline' ? 'pipelines' : null),
  };
}
