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
    return takeClaim(this.#tree, `${this.#folder}/${file}.json`, attempt, driver, time);
  }

  noteApplication(attempt: string, driver: string, application: string, time: string): void {
    this.#putOnce('application.json', seal({ version: 1, attempt, driver, application, time }));
  }

  leave(result: AttemptResult): void {
    this.#putOnce('result.json', seal(result));
  }

  #putOnce(name: string, text: string): void {
    putOnce(this.#tree, `${this.#folder}/${name}`, text);
  }
}

/**
 * Takes the claim of an attempt or session.
 *
 * @returns null, or the holder if the claim is taken already
 */
export function takeClaim(
  tree: Tree,
  path: string,
  of: string,
  driver: string,
  time: string,
): Holder | null {
  const nonce = randomUUID();
  const claim = { version: 1, attempt: of, by: 'driver', nonce, time, driver };
  const text = putOnce(tree, path, seal({ ...claim, host: 'fake', pid: 1 }));
  const found = unseal(text) as Holder & { nonce: string };
  return found.nonce === nonce ? null : found;
}

/** Writes a file unless it exists. @returns its content afterwards */
function putOnce(tree: Tree, path: string, text: string): string {
  if (tree.exists(path)) return tree.read(path).toString();
  tree.create(path, text, false);
  return text;
}
