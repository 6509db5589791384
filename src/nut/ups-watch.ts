/** Asks every UPS of the site how it is, again and again, and tells the authority. */
import type { Authority } from "../controller/ports.ts";
import type { SensorDescription } from "../core/site.ts";
import { bindDevice, type Heard, type UpsdDevice } from "../devices/index.ts";
import { UpsdClient, UpsdRefusal } from "./upsd-client.ts";

const FIRST_PAUSE_MS = 500;
export const LONGEST_PAUSE_MS = 15_000;

export interface UpsWatch {
  /** Resolves once each UPS has answered, or has failed to, for the first time. */
  readonly asked: Promise<void>;
  close(): void;
}

export interface UpsWatchOptions {
  readonly warn: (subject: string, message: string) => void;
}

/** Null where no sensor of the site is asked of upsd. */
export function openUpsWatch(authority: Authority, { warn }: UpsWatchOptions): UpsWatch | null {
  const watches = (authority.description?.sensors ?? []).flatMap((sensor) => {
    if (sensor.device === null) return [];
    const bound = bindDevice(sensor.device, sensor.kind);
    const device = bound.ok ? bound.device.upsd : null;
    if (device === null) return [];
    const tell = (heard: Heard) => tellReading(authority, sensor, heard);
    return [watchOne(device, tell, (reason) => warn(sensor.id, reason))];
  });
  if (watches.length === 0) return null;
  return {
    asked: Promise.all(watches.map(({ asked }) => asked)).then(() => undefined),
    close: () => {
      for (const watch of watches) watch.close();
    },
  };
}

function watchOne(
  device: UpsdDevice,
  tell: (heard: Heard) => void,
  warn: (reason: string) => void,
): UpsWatch {
  const ended = new AbortController();
  let client: UpsdClient | null = null;
  let silent = false;
  let firstAnswer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    firstAnswer = resolve;
  });

  const lookOnce = async (): Promise<boolean> => {
    try {
      if (client === null || client.broken) client = await UpsdClient.open(device);
      const variables = await client.variables(device.ups);
      if (ended.signal.aborted) return false;
      tell(device.readVariables(variables));
      silent = false;
      return true;
    } catch (error) {
      if (ended.signal.aborted) return false;
      // Neither a dead link nor stale data vouches for what was said before.
      if (!silent) {
        tell(device.readVariables({}));
        warn(`its UPS can't be read: ${error instanceof Error ? error.message : "it failed"}`);
      }
      silent = true;
      if (!(error instanceof UpsdRefusal)) client?.close();
      return error instanceof UpsdRefusal;
    }
  };
  const watch = async () => {
    let failures = 0;
    while (!ended.signal.aborted) {
      const answered = await lookOnce();
      firstAnswer();
      failures = answered ? 0 : failures + 1;
      await pause(
        answered ? device.pollMs : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)),
        ended.signal,
      );
    }
    client?.close();
  };
  void watch();
  return {
    asked,
    close: () => {
      ended.abort();
      client?.close();
    },
  };
}

function tellReading(authority: Authority, { id }: SensorDescription, heard: Heard): void {
  if (heard.value === undefined) return;
  authority.tell({ type: "reading", sensor: id, value: heard.value });
}

function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ended.aborted) return resolve();
    const stop = () => {
      clearTimeout(timer);
      ended.removeEventListener("abort", stop);
      resolve();
    };
    const timer = setTimeout(stop, ms);
    timer.unref();
    ended.addEventListener("abort", stop, { once: true });
  });
}
