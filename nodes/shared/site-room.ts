/**
 * Where a site's nodes meet its engine. It outlives the nodes: a deploy takes them down and up again
 * while the engine goes on, and orders and alarms that fall in between wait here.
 */
import type { Reading, Report, Request, Result } from "../../src/core/input.ts";
import { isEgressError, type Problem } from "../../src/errors.ts";
import type { CommandMessage, SiteChange, SiteHandle } from "../../src/site-handle.ts";
import { type EnginePlan, engineSlot } from "./engine-slot.ts";
import { heldOrders } from "./held-orders.ts";
import type { Resident } from "./resident.ts";
import { waitingInputs } from "./waiting-inputs.ts";

/** One thing that is wrong, and the node whose form it is in. */
export interface OwnedProblem {
  readonly nodeId: string;
  readonly problem: Problem;
}

export type SitePlan =
  | { readonly ok: true; readonly engine: EnginePlan }
  | { readonly ok: false; readonly problems: readonly OwnedProblem[] };

/** The site's config node, as long as it is deployed. */
export interface SiteHost {
  plan(residents: readonly Resident[]): Promise<SitePlan>;
  refresh(): void;
  complain(problem: Problem): void;
}

export interface SiteRoom {
  host: SiteHost | null;
  readonly handle: SiteHandle | null;
  readonly problems: readonly OwnedProblem[];
  /** Why the engine doesn't run, in words; null while it does or was never asked to. */
  readonly failure: string | null;
  readonly residents: ReadonlyMap<string, Resident>;
  join(resident: Resident): () => void;
  /** Whether the nodes below may be sent to: from the end of a deploy to the start of the next. */
  open(): void;
  shut(): void;
  settle(): Promise<void>;
  close(): Promise<void>;
  tell(input: Reading | Report): Result;
  /** Null when no engine runs to be asked. */
  request(request: Request): Promise<Result> | null;
}

export function siteRoom(): SiteRoom {
  const residents = new Map<string, Resident>();
  const orders = heldOrders();
  const inputs = waitingInputs();
  let problems: readonly OwnedProblem[] = [];
  let failure: string | null = null;
  let isOpen = false;

  const slot = engineSlot({
    listener: {
      described: refreshAll,
      online: refreshAll,
      changed: tellChange,
      commanded: sendOut,
      happened: (events) => each((resident) => resident.happened?.(events)),
    },
    opened(handle) {
      failure = null;
      for (const input of inputs.drain()) handle.tell(input);
      refreshAll();
      if (isOpen) each((resident) => resident.ready?.());
    },
    closed: refreshAll,
    failed(error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message === failure) return;
      failure = message;
      const found = isEgressError(error) ? error.problems : [];
      const told = found.length > 0 ? found : [{ path: "", message: failure, mend: "" }];
      for (const problem of told) room.host?.complain(problem);
      refreshAll();
    },
  });

  /** One node that fails must not keep the others from hearing. */
  function each(visit: (resident: Resident) => void): void {
    for (const resident of residents.values()) {
      try {
        visit(resident);
      } catch (error) {
        resident.complain({ path: "", message: String(error), mend: "" });
      }
    }
  }

  function refreshAll(): void {
    room.host?.refresh();
    each((resident) => resident.refresh());
  }

  function tellChange(change: SiteChange): void {
    const doors = new Map(change.doors.map((state) => [state.id, state]));
    const sensors = new Set(change.sensors.map(({ id }) => id));
    const supplies = new Set(change.supplies.map(({ id }) => id));
    each((resident) => {
      const { door, sensor, supply, everyDoor } = resident;
      const state = door === undefined ? undefined : doors.get(door);
      if (state !== undefined) resident.changed?.(state);
      const anyDoor = everyDoor !== undefined && doors.size > 0;
      if (anyDoor) everyDoor.changed(change.doors);
      const sensorChanged = sensor !== undefined && sensors.has(sensor);
      const supplyChanged = supply !== undefined && supplies.has(supply);
      if (state !== undefined || anyDoor || sensorChanged || supplyChanged) resident.refresh();
    });
  }

  /** Orders of one decision go out together, each door's by the first of its nodes that is wired, or by one for all. */
  function sendOut(commands: readonly CommandMessage[]): void {
    orders.hold(commands);
    if (isOpen) handOver(new Set(commands.map((command) => command.door)));
  }

  function handOver(doors: ReadonlySet<string>): void {
    const now = new Date();
    each(({ door, commanded, wired }) => {
      if (door === undefined || commanded === undefined || !doors.has(door)) return;
      if (wired?.() === false) return;
      const due = orders.take(door, now);
      if (due.length > 0) commanded(due);
    });
    each(({ everyDoor, wired }) => {
      if (everyDoor === undefined || wired?.() === false) return;
      const due = [...doors].flatMap((door) => orders.take(door, now));
      if (due.length > 0) everyDoor.commanded(due);
    });
  }

  const room: SiteRoom = {
    host: null,
    get handle() {
      return slot.handle;
    },
    get problems() {
      return problems;
    },
    get failure() {
      return failure;
    },
    residents,
    join(resident) {
      residents.set(resident.nodeId, resident);
      return () => {
        if (residents.get(resident.nodeId) === resident) residents.delete(resident.nodeId);
      };
    },
    open() {
      isOpen = true;
      if (slot.handle !== null) each((resident) => resident.ready?.());
      handOver(orders.doors());
    },
    shut() {
      isOpen = false;
    },
    async settle() {
      const host = room.host;
      if (host === null) return room.close();
      const plan = await host.plan([...residents.values()]);
      if (room.host !== host) return;
      problems = plan.ok ? [] : plan.problems;
      for (const { nodeId, problem } of problems) {
        const owner = residents.get(nodeId);
        if (owner === undefined) host.complain(problem);
        else owner.complain(problem);
      }
      refreshAll();
      if (plan.ok) await slot.want(plan.engine);
    },
    close() {
      return slot.close();
    },
    tell(input) {
      if (slot.handle !== null) return slot.handle.tell(input);
      inputs.add(input);
      return { ok: true };
    },
    request(request) {
      return slot.handle === null ? null : slot.handle.request(request);
    },
  };
  return room;
}
