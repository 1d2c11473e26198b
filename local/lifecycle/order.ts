import type { Service, ServiceName } from '../services/service.ts';

/**
 * Runs `work` for every service, each as soon as those that it comes after are done.
 * The first failure is thrown once all that had begun has come to an end; nothing begins after it.
 */
export async function inOrder(
  services: readonly Service[],
  work: (service: Service) => Promise<void>,
): Promise<void> {
  const done = new Map<ServiceName, Promise<void>>();
  let failed: { error: unknown } | undefined;
  for (const service of services) {
    const before = service.after.flatMap((name) => done.get(name) ?? []);
    const turn = Promise.all(before).then(async () => {
      if (failed !== undefined) return;
      try {
        await work(service);
      } catch (error) {
        failed ??= { error };
      }
    });
    done.set(service.name, turn);
  }
  await Promise.all(done.values());
  // Assigned in a closure, which the compiler does not follow.
  const failure = failed as { error: unknown } | undefined;
  if (failure !== undefined) throw failure.error;
}
