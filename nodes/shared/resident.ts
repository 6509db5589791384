/** A node as its site knows it: what it defines, what it watches, and how to reach it. */
import type { DoorState } from "../../src/core/view.ts";
import type { Problem } from "../../src/errors.ts";
import type { CommandMessage, PublishedEvent } from "../../src/site-handle.ts";

/** What a node contributes to a site whose source is the flow, in the site file's own words. */
export type Definition =
  | { readonly kind: "door"; readonly door: Readonly<Record<string, unknown>> }
  | { readonly kind: "sensor"; readonly sensor: Readonly<Record<string, unknown>> };

export interface Resident {
  readonly nodeId: string;
  readonly definition: Definition | null;
  /** Watches every door, and takes the orders that no node of the door's own takes. */
  readonly everyDoor?: {
    /** What one decision changed. */
    readonly changed: (states: readonly DoorState[]) => void;
    /** Orders of one decision. */
    readonly commanded: (commands: readonly CommandMessage[]) => void;
  };
  /** The id of the door, sensor or supply whose state it shows. */
  readonly door?: string;
  readonly sensor?: string;
  readonly supply?: string;
  /** Whether orders for its door leave here: true when something is wired to output 1. */
  readonly wired?: () => boolean;
  /** Something that this node shows may have changed; read it from the room. */
  readonly refresh: () => void;
  /** The watched door really changed. */
  readonly changed?: (state: DoorState) => void;
  /** The site runs and the flow is up: what was changed before this deploy may be told now. */
  readonly ready?: () => void;
  /** Orders of one decision for the watched door. */
  readonly commanded?: (commands: readonly CommandMessage[]) => void;
  readonly happened?: (events: readonly PublishedEvent[]) => void;
  /** Says, once for each deploy, what is wrong with this node's definition. */
  readonly complain: (problem: Problem) => void;
}
