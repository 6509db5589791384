/** Asks the site for what a person wants in Home, and answers in HAP's words, in time. */
import type { HAP } from "homebridge";
import type { Action, Result } from "../src/core/input.ts";
import type { SiteHandle } from "../src/site-handle.ts";
import { NO_RESPONSE, REFUSAL_STATUS, type RefusalStatus, TIMED_OUT } from "./hap-status.ts";
import { messageOf, type PluginLog } from "./plugin-log.ts";

/** HAP-NodeJS gives up after 9 s and its warnings about bridged accessories are never printed. */
export const WRITE_TIMEOUT_MS = 2_500;

export interface HomeRequests {
  readonly log: PluginLog;
  /** Resolves when the action was granted; rejects with the HapStatusError that the write must answer. */
  ask(action: Action): Promise<void>;
}

export function homeRequests(hap: HAP, handle: SiteHandle, log: PluginLog): HomeRequests {
  return {
    log,
    async ask(action) {
      const failure = handle.online ? await outcomeOf(handle, action, log) : NO_RESPONSE;
      if (failure !== null) throw new hap.HapStatusError(failure);
    },
  };
}

/** Null when granted, else the status to answer. Never rejects. */
async function outcomeOf(
  handle: SiteHandle,
  action: Action,
  log: PluginLog,
): Promise<RefusalStatus | typeof TIMED_OUT | null> {
  try {
    const asked = handle.request({ ...action, type: "request", by: "home", via: "home" });
    const result = await withinTime(asked);
    if (result === "late") {
      log.warn(`${action.action} from Home: no answer within ${WRITE_TIMEOUT_MS} ms.`);
      return TIMED_OUT;
    }
    if (result.ok) return null;
    log.info(`${action.action} from Home refused (${result.code}): ${result.reason}`);
    return REFUSAL_STATUS[result.code] ?? NO_RESPONSE;
  } catch (error) {
    log.error(`${action.action} from Home failed: ${messageOf(error)}`);
    return NO_RESPONSE;
  }
}

async function withinTime(answer: Promise<Result>): Promise<Result | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), WRITE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
