import type { Service, ServiceName } from '../services/service.ts';

/**
 * Runs `work` for every service, each as soon as the services before it are done.
 * After a failure nothing else begins. It is thrown once all work under way has ended.
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
  // The compiler does not follow the assignment in the closure.
  const failure = failed as { error: unknown } | undefined;
  if (failure !== undefined) throw failure.error;
}
