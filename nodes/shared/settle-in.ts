/** How a node moves into its site: what all node types do alike in their constructor. */
import { type FormFields, text } from "./form-value.ts";
import type { NodeRed, NodeStatus, RuntimeNode } from "./node-red.ts";
import { sites } from "./registry.ts";
import type { Resident } from "./resident.ts";
import { roomStatus } from "./room-status.ts";
import type { SiteRoom } from "./site-room.ts";

export interface Home {
  /** Null when no site was chosen in the form. */
  readonly room: SiteRoom | null;
  /** Shows something for the moment; the next change of state replaces it. */
  show(status: NodeStatus): void;
  /** Looks again at what the node should show. */
  refresh(): void;
}

/** What a node adds to the common part of a resident. */
export type Own = Partial<Omit<Resident, "nodeId" | "refresh" | "complain" | "ready">> & {
  /** The node's own status while its site runs; null for none. */
  readonly shows: (room: SiteRoom) => NodeStatus | null;
  readonly ready?: (room: SiteRoom) => void;
};

export function settleIn(red: NodeRed, node: RuntimeNode, fields: FormFields, own: Own): Home {
  sites.follow(red.events);
  const siteNode = text(fields, "site");
  const room = siteNode === "" ? null : sites.room(siteNode);
  let last = "";

  function show(status: NodeStatus): void {
    const words = JSON.stringify(status);
    if (words !== last) node.status(status);
    last = words;
  }

  function refresh(): void {
    show(roomStatus(room, node.id) ?? (room === null ? null : own.shows(room)) ?? {});
  }

  function moveInto(home: SiteRoom): () => void {
    const { shows: _shows, ready, definition = null, ...rest } = own;
    return home.join({
      ...rest,
      definition,
      nodeId: node.id,
      refresh,
      ready: () => ready?.(home),
      complain: ({ path, message, mend }) => {
        node.error([path, message, mend].filter((part) => part !== "").join(" · "));
      },
    });
  }

  const leave = room === null ? null : moveInto(room);
  node.on("close", (_removed, done) => {
    leave?.();
    done();
  });
  refresh();
  return { room, show, refresh };
}
