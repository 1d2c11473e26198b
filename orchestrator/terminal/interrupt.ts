/** The first Ctrl-C asks for an orderly end; the second ends the process at once. */
export function onInterrupt(): { signal: AbortSignal } {
  const controller = new AbortController();
  const handle = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', handle).on('SIGTERM', handle);
  return { signal: controller.signal };
}
