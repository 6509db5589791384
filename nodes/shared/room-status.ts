/** What every node shows before its own state: whether its site runs, and what is wrong with it. */
import type { NodeStatus } from "./node-red.ts";
import type { SiteRoom } from "./site-room.ts";
import { offline, wrong } from "./status.ts";

/** Null when the site runs and this node has no problem of its own: then the node shows its state. */
export function roomStatus(room: SiteRoom | null, nodeId: string): NodeStatus | null {
  if (room === null) return wrong("no site chosen");
  const mine = room.problems.find((each) => each.nodeId === nodeId);
  if (mine !== undefined) return wrong(mine.problem.message);
  if (room.problems.length > 0) return wrong(problemCount(room));
  if (room.failure !== null && room.handle === null) return wrong(`not running · ${room.failure}`);
  if (room.handle === null)
    return offline(room.host === null ? "the site isn't deployed" : "starting");
  return room.handle.online ? null : offline("the site is offline · state unknown");
}

/** While a definition has problems, the last good one goes on running, and the status says so. */
function problemCount(room: SiteRoom): string {
  const count = room.problems.length;
  const running = room.handle === null ? "" : " · the last good definition runs";
  return `the site has ${count} problem${count === 1 ? "" : "s"}${running}`;
}
