import { setMaxListeners } from 'node:events';

/** A signal to stop, by Ctrl-C or SIGTERM; a second one ends the process at once. */
export function onStopSignal(): AbortSignal {
  const controller = new AbortController();
  // Each date that a command waits for adds a listener.
  setMaxListeners(0, controller.signal);
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Error(`stopped by ${name}`));
    });
  }
  return controller.signal;
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener('abort', () => {
        resolve();
      });
  });
}
