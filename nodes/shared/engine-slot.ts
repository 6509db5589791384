/**
 * The one engine of one site node. A deploy that changes nothing keeps it running; one that changes
 * something swaps it, the old one closed before the new one opens, for they share journal and port.
 */
import type { SiteHandle, SiteListener } from "../../src/site-handle.ts";

/** How an engine is opened; two plans with the same key are the same engine. */
export interface EnginePlan {
  readonly key: string;
  /** The listener hears from the engine's first order on, also those that come before the handle. */
  readonly open: (listener: SiteListener) => Promise<SiteHandle>;
}

export interface EngineWatcher {
  readonly listener: SiteListener;
  opened(handle: SiteHandle): void;
  closed(): void;
  failed(error: unknown): void;
}

/** Waits between attempts to open, in ms: first, and at most. */
export const FIRST_RETRY_MS = 2_000;
export const LAST_RETRY_MS = 60_000;

export interface EngineSlot {
  readonly handle: SiteHandle | null;
  /** Settles when the engine runs as wanted, or when it could not be opened and will be tried again. */
  want(plan: EnginePlan): Promise<void>;
  close(): Promise<void>;
}

export function engineSlot(watcher: EngineWatcher, firstRetryMs = FIRST_RETRY_MS): EngineSlot {
  let wanted: EnginePlan | null = null;
  let running: { readonly key: string; readonly handle: SiteHandle } | null = null;
  let retry: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();

  function next(job: () => Promise<void>): Promise<void> {
    turn = turn.then(job, job);
    return turn;
  }

  async function settle(retryMs: number): Promise<void> {
    clearTimeout(retry);
    const plan = wanted;
    if (running !== null && running.key === plan?.key) return;
    await closeRunning();
    if (plan === null) return;
    try {
      const handle = await plan.open(watcher.listener);
      running = { key: plan.key, handle };
      watcher.opened(handle);
    } catch (error) {
      watcher.failed(error);
      if (wanted !== plan) return;
      const later = Math.min(retryMs * 2, LAST_RETRY_MS);
      retry = setTimeout(() => void next(() => settle(later)), retryMs);
      retry.unref();
    }
  }

  async function closeRunning(): Promise<void> {
    const old = running;
    running = null;
    if (old === null) return;
    watcher.closed();
    try {
      await old.handle.close();
    } catch (error) {
      watcher.failed(error);
    }
  }

  return {
    get handle() {
      return running?.handle ?? null;
    },
    want(plan) {
      wanted = plan;
      return next(() => settle(firstRetryMs));
    },
    close() {
      wanted = null;
      return next(() => settle(firstRetryMs));
    },
  };
}
