/** Runs checks side by side; each has its time, and none keeps another from its turn. */
import { SparkwrightError } from '../model/errors.ts';
import { fail, warn, type Check, type Finding } from '../model/check.ts';

export interface Examined extends Finding {
  check: string;
}

const LIMIT_MS = 10_000;

/** @returns in the order of the checks, whatever order they end in */
export async function examine(checks: readonly Check[], limitMs = LIMIT_MS): Promise<Examined[]> {
  const found = await Promise.all(checks.map((check) => examined(check, limitMs)));
  return onceEach(found.flat());
}

/** What one part that is away brings with it is told once; the others refer to it. */
function onceEach(found: readonly Examined[]): Examined[] {
  const first = new Map<string, string>();
  return found.map((each) => {
    if (each.verdict !== 'fail') return each;
    const told = first.get(each.says);
    first.set(each.says, told ?? each.check);
    if (told === undefined || told === each.check) return each;
    return { check: each.check, ...warn(`can't be told: see ${told}`, '') };
  });
}

async function examined(check: Check, limitMs: number): Promise<Examined[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    const finding = fail(
      `no answer within ${limitMs / 1000} s`,
      'See whether it hangs, or is far away.',
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
  if (error instanceof SparkwrightError) return fail(error.message, error.mend);
  return fail(error instanceof Error ? error.message : String(error), '');
}
