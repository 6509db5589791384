/**
 * What a shell holds of a site, whether its process is the authority or a mirror of one. Node-RED's
 * nodes and the Homebridge platform know nothing else of the engine.
 */
import type { Reading, Report, Request, Result } from "./core/input.ts";
import type { SiteDescription } from "./core/site.ts";
import type { AreaState, DoorState, SensorState, SiteEvent, SupplyState } from "./core/view.ts";

/** Everything that one decision changed, told once. */
export interface SiteChange {
  readonly doors: readonly DoorState[];
  readonly sensors: readonly SensorState[];
  readonly supplies: readonly SupplyState[];
  readonly areas: readonly AreaState[];
}

/** An order as it leaves for a device without a binding: the payload of `lock/<id>/command`. */
export interface CommandMessage {
  /** The lock's or holder's id. */
  readonly target: string;
  readonly door: string;
  readonly to: "locked" | "unlocked" | "held" | "released";
  readonly energise: boolean | null;
  readonly because: string;
  readonly id: string;
  /** ISO time after which the order must not be carried out any more. */
  readonly expires: string;
  /** How long the device should hold it unless told again, in seconds; null to hold it until told otherwise. */
  readonly leaseSeconds: number | null;
}

export interface PublishedEvent extends SiteEvent {
  /** ISO time. */
  readonly at: string;
}

/** What a shell may listen to. Each is called at most once for one decision, and must not throw. */
export interface SiteListener {
  /** The site's description, when it becomes known or changes. */
  readonly described?: (description: SiteDescription) => void;
  /** Whether the authority runs and is reachable. A mirror shows unknown while it is not. */
  readonly online?: (online: boolean) => void;
  readonly changed?: (change: SiteChange) => void;
  readonly happened?: (events: readonly PublishedEvent[]) => void;
  /** Orders for devices that have no binding; only the authority has any. */
  readonly commanded?: (commands: readonly CommandMessage[]) => void;
}

export interface SiteHandle {
  readonly role: "authority" | "mirror";
  /** Null on a mirror that has not heard of its site yet. */
  readonly description: SiteDescription | null;
  /** Always true on an authority that runs; on a mirror, whether the authority is there. */
  readonly online: boolean;
  /** The present states; on a mirror, as last heard, so look at `online` first. */
  door(id: string): DoorState | undefined;
  sensor(id: string): SensorState | undefined;
  supply(id: string): SupplyState | undefined;
  area(id: string): AreaState | undefined;
  /** Asks for an action. A refusal is an answer and never a rejection. */
  request(request: Request): Promise<Result>;
  /** Tells what a sensor or lock said. On a mirror it is sent to the authority, and `ok` means sent. */
  tell(input: Reading | Report): Result;
  /** Subscribes; gives the way to stop. The present state is not replayed: read it first. */
  listen(listener: SiteListener): () => void;
  /** Ends this process's part. Sends no lock command. */
  close(): Promise<void>;
}
