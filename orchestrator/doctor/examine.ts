/** Runs checks side by side, each with a time limit. */
import { SparkwrightError } from '../model/errors.ts';
import { fail, warn, type Check, type Finding } from '../model/check.ts';

export interface Examined extends Finding {
  check: string;
}

const LIMIT_MS = 10_000;

/** @returns findings in the order of the checks */
export async function examine(checks: readonly Check[], limitMs = LIMIT_MS): Promise<Examined[]> {
  const found = await Promise.all(checks.map((check) => examined(check, limitMs)));
  return onceEach(found.flat());
}

/** Keeps the first of several equal failures; the others become warnings that refer to it. */
function onceEach(found: readonly Examined[]): Examined[] {
  const first = new Map<string, string>();
  return found.map((each) => {
    if (each.verdict !== 'fail') return each;
    const earlier = first.get(each.message);
    first.set(each.message, earlier ?? each.check);
    if (earlier === undefined || earlier === each.check) return each;
    return { check: each.check, ...warn(`unknown: see ${earlier}`, '') };
  });
}

async function examined(check: Check, limitMs: number): Promise<Examined[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    const finding = fail(
      `no answer within ${limitMs / 1000} s`,
      'Check whether it hangs, or its network is slow.',
    );
    timer = setTimeout(() => {
      resolve(finding);
    }, limitMs);
  });
  try {
    const findings = await Promise.race([check.run(), late]);
    return [findings].flat().map((finding) => ({ check: check.name, ...finding }));
  } catch (error) {
    return [{ check: check.name, ...failure(error) }];
  } finally {
    clearTimeout(timer);
  }
}

function failure(error: unknown): Finding {
  if (error instanceof SparkwrightError) return fail(error.message, error.hint);
  return fail(error instanceof Error ? error.message : String(error), '');
}
