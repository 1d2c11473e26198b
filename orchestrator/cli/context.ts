/** What a verb works with: configuration, services, output. */
import type { Command } from 'commander';
import type { Settings } from '../config.ts';
import type { OpenServices, Opening, Services } from '../services.ts';
import { forTerminal, jsonLine } from '../terminal/safe-text.ts';

/** The composition root, as the command needs it. */
export interface Root {
  openServices: OpenServices;
  /** @param file - the configuration file of --config, if any */
  readSettings: (file: string | undefined) => Promise<Settings>;
}

export class Context {
  readonly #root: Root;
  #settings: Promise<Settings> | undefined;
  #services: Services | undefined;
  /** Whether --json is set. */
  json = false;
  /** Returns the tree of commands with the options of every verb; set by the program. */
  wholeProgram: () => Promise<Command> = () => Promise.reject(new Error('there is no program'));
  /** The file of --config. */
  file: string | undefined;

  constructor(root: Root) {
    this.#root = root;
  }

  /** Reads and checks the configuration, once; does not use the network. */
  settings(): Promise<Settings> {
    return (this.#settings ??= this.#root.readSettings(this.file));
  }

  /** Opens the services; they are closed when the verb ends. A verb calls this once. */
  async open(opening: Opening = {}): Promise<Services> {
    this.#services = await this.#root.openServices(await this.settings(), opening);
    return this.#services;
  }

  /** Prints the verb's result to stdout: one JSON document with --json, else the text. */
  print(value: object, text: () => string): void {
    process.stdout.write(`${this.json ? jsonLine(value) : forTerminal(text())}\n`);
  }

  /** Prints a line beside the result, to stderr. */
  note(line: string): void {
    process.stderr.write(`${forTerminal(line)}\n`);
  }

  async close(): Promise<void> {
    await this.#services?.close();
  }
}
