/** A site handle that a test plays: what is told to it is kept, what it says is said by the test. */
import type { Reading, Report, Request } from "../../../src/core/input.ts";
import type { CommandMessage, SiteHandle, SiteListener } from "../../../src/site-handle.ts";

export interface StandInSite extends SiteHandle {
  readonly told: (Reading | Report)[];
  readonly asked: Request[];
  readonly closed: boolean;
  says(heard: Parameters<NonNullable<SiteListener["changed"]>>[0]): void;
  orders(...commands: CommandMessage[]): void;
}

export function standInSite(listener: SiteListener = {}): StandInSite {
  const told: (Reading | Report)[] = [];
  const asked: Request[] = [];
  const listeners = new Set([listener]);
  let closed = false;
  return {
    role: "authority",
    description: null,
    online: true,
    told,
    asked,
    get closed() {
      return closed;
    },
    door: () => undefined,
    sensor: () => undefined,
    supply: () => undefined,
    area: () => undefined,
    request(request) {
      asked.push(request);
      return Promise.resolve({ ok: true });
    },
    tell(input) {
      told.push(input);
      return { ok: true };
    },
    listen(another) {
      listeners.add(another);
      return () => listeners.delete(another);
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
    says(heard) {
      for (const each of listeners) each.changed?.(heard);
    },
    orders(...commands) {
      for (const each of listeners) each.commanded?.(commands);
    },
  };
}

/** An order for the lock of a door. */
export function order(
  target: string,
  to: CommandMessage["to"],
  more: Partial<CommandMessage> = {},
): CommandMessage {
  return {
    target,
    door: "front",
    to,
    energise: to === "locked",
    because: "a test",
    id: `${target}-${to}`,
    expires: new Date(Date.now() + 10_000).toISOString(),
    leaseSeconds: null,
    ...more,
  };
}
