/** What a verb works with. */
import type { Command } from 'commander';
import type { Settings } from '../config.ts';
import type { OpenRooms, Opening, Rooms } from './rooms.ts';
import { forTerminal, jsonLine } from './terminal.ts';

/** What the composition root gives to the command. */
export interface Root {
  openRooms: OpenRooms;
  /** @param file - sparkwright.yaml, where one was named */
  readSettings: (file: string | undefined) => Promise<Settings>;
}

export class Context {
  readonly #root: Root;
  #settings: Promise<Settings> | undefined;
  #rooms: Rooms | undefined;
  /** Whether the result is to be JSON. */
  json = false;
  /** The tree of commands with the options of every verb; set by the program. */
  wholeProgram: () => Promise<Command> = () => Promise.reject(new Error('there is no program'));
  /** The sparkwright.yaml that was named. */
  file: string | undefined;

  constructor(root: Root) {
    this.#root = root;
  }

  /** The configuration, checked, with where each value comes from. Asks nothing of the network. */
  settings(): Promise<Settings> {
    return (this.#settings ??= this.#root.readSettings(this.file));
  }

  /** The rooms, wired; closed when the verb has ended. A verb opens them once. */
  async open(opening: Opening = {}): Promise<Rooms> {
    this.#rooms = await this.#root.openRooms(await this.settings(), opening);
    return this.#rooms;
  }

  /** Prints the verb's result to stdout: one document of JSON with --json, and else the text. */
  print(value: object, text: () => string): void {
    process.stdout.write(`${this.json ? jsonLine(value) : forTerminal(text())}\n`);
  }

  /** Says something beside the result, on stderr. */
  note(line: string): void {
    process.stderr.write(`${forTerminal(line)}\n`);
  }

  async close(): Promise<void> {
    await this.#rooms?.close();
  }
}
