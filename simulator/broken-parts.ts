/** Parts broken on purpose. A simulator that does not catch them proves nothing by its silence. */

export const BROKEN_PARTS = {
  "obeys-retained": "an adapter that can't tell a kept message from a live one",
  "acknowledges-early": "a journal that says a row is safe before it is on disk",
  "relocks-on-silence": "a controller that locks a door again when its detector falls silent",
  "ends-dead-links": "a wire that ends a dead connection, where it should reset it",
  "forgets-leases": "a profile that leaves the lease out of its orders",
  "swallows-releases": "a driver that loses every release",
  "keeps-holders": "a driver that never lets a holder go",
  "forgets-lockdowns": "a controller that answers to a lockdown and does nothing",
  "tests-everything": "a walk test of one area in which every detector is deaf",
} as const;

export type BrokenPart = keyof typeof BROKEN_PARTS;

/** The order as a profile without leases would have sent it. */
export function withoutLease(topic: string, payload: string): string {
  if (topic.endsWith("/rpc")) return payload.replace(/,"toggle_after":\d+/, "");
  if (topic.endsWith("/set")) return payload.replace(/,"on_time":\d+/, "");
  if (topic.includes("/PulseTime")) return "0";
  return payload.replace(/"leaseSeconds":\d+/, '"leaseSeconds":null');
}
