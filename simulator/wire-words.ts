/** What a packet tells a lock's device to do, read from the bytes on the wire. */
import type { LockPlan, SitePlan } from "./generated-site.ts";

export interface WireOrder {
  readonly lock: string;
  readonly to: "locked" | "unlocked";
}

/** Finds orders among packets, for one site. */
export function wireOrders({
  site,
  locks,
}: SitePlan): (topic: string, payload: string) => WireOrder | null {
  const byTopic = new Map(locks.map((one) => [orderTopic(site.id, one), one]));
  return (topic, payload) => {
    const plan = byTopic.get(topic);
    if (plan === undefined) return null;
    const to = told(plan, payload);
    return to === null ? null : { lock: plan.lock.id, to };
  };
}

function orderTopic(site: string, { lock: { id }, product }: LockPlan): string {
  if (product === "shelly") return `${id}/rpc`;
  if (product === "tasmota") return `cmnd/${id}/POWER1`;
  return product === "plain" ? `egress/${site}/lock/${id}/command` : `zigbee2mqtt/${id}/set`;
}

function told({ lock, product }: LockPlan, payload: string): WireOrder["to"] | null {
  const power = (on: boolean) =>
    on === (lock.failMode === "fail-safe") ? ("locked" as const) : ("unlocked" as const);
  if (product === "tasmota") return power(payload === "ON");
  const fields = JSON.parse(payload) as {
    readonly params?: { readonly on?: boolean };
    readonly state?: string;
    readonly to?: WireOrder["to"];
  };
  if (product === "shelly") return power(fields.params?.on === true);
  if (product === "plain") return fields.to ?? null;
  if (fields.state === "LOCK") return "locked";
  if (fields.state === "UNLOCK") return "unlocked";
  return power(fields.state === "ON");
}
