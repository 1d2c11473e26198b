/** The files that the driver of an attempt writes; see docs/typescript-and-python.md. */
import { randomUUID } from 'node:crypto';
import { seal, unseal } from '../../../orchestrator/hdfs/sealed.ts';
import type { AttemptSpec } from '../../../orchestrator/ports/ports.ts';
import type { AttemptResult } from '../../../orchestrator/model/result.ts';
import type { Tree } from '../hdfs/tree.ts';

/** The holder of a taken claim. */
export interface Holder {
  by: 'driver' | 'orchestrator';
  driver?: string;
  reason?: string;
}

export class AttemptFolder {
  readonly #tree: Tree;
  readonly #folder: string;

  constructor(tree: Tree, attempt: string) {
    this.#tree = tree;
    this.#folder = `/sparkwright/attempts/${attempt}`;
  }

  /** @throws Refusal if it is missing, TerminalError if it is broken */
  readSpec(): AttemptSpec {
    const path = `${this.#folder}/spec.json`;
    const { attempts } = unseal(this.#tree.read(path).toString()) as { attempts?: AttemptSpec[] };
    const [spec] = attempts ?? [];
    if (!spec || attempts?.length !== 1)
      throw new Error(
        `${path} asks for ${attempts?.length ?? 0} attempts; a driver runs exactly one`,
      );
    return spec;
  }

  /** Takes `claim.json` or `publish.json`. @returns null, or the holder if the claim is taken already */
  take(file: 'claim' | 'publish', attempt: string, driver: string, time: string): Holder | null {
    const nonce = randomUUID();
    const claim = { version: 1, attempt, by: 'driver', nonce, time, driver };
    const found = unseal(
      this.#putOnce(`${file}.json`, seal({ ...claim, host: 'fake', pid: 1 })),
    ) as Holder & { nonce: string };
    return found.nonce === nonce ? null : found;
  }

  noteApplication(attempt: string, driver: string, application: string, time: string): void {
    this.#putOnce('application.json', seal({ version: 1, attempt, driver, application, time }));
  }

  leave(result: AttemptResult): void {
    this.#putOnce('result.json', seal(result));
  }

  /** Writes a file unless it exists. @returns its content afterwards */
  #putOnce(name: string, text: string): string {
    const path = `${this.#folder}/${name}`;
    if (this.#tree.exists(path)) return this.#tree.read(path).toString();
    this.#tree.create(path, text, false);
    return text;
  }
}
