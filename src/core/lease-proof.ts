/** Whether somebody has seen a lock let go by itself, with the device and the lease it has now. */
import type { Lease, LockDescription } from "./site.ts";
import type { LeaseProof } from "./state.ts";

/**
 * What a proof is good for: the device and its binding, how the lock is built, and the lease. 53 bits of
 * a hash (cyrb53), since a change is to be noticed and nobody has a reason to forge one.
 */
export function leaseDigest({ hardware, failMode, device }: LockDescription, lease: Lease): string {
  const text = JSON.stringify([hardware, failMode, lease.ttlMs, sorted(device)]);
  let [low, high] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 2_654_435_761);
    high = Math.imul(high ^ code, 1_597_334_677);
  }
  low =
    Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high =
    Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & high) + (low >>> 0)).toString(16).padStart(14, "0");
}

/**
 * `proven`, `failed` when it was tried and did not let go in time, `outdated` when the device or the
 * lease is another since, `untried`.
 */
export type LeaseStanding = "proven" | "failed" | "outdated" | "untried";

export function leaseStanding(proof: LeaseProof | null, digest: string): LeaseStanding {
  if (proof === null) return "untried";
  if (proof.digest !== digest) return "outdated";
  return proof.seconds === null ? "failed" : "proven";
}

/** The order in which a site file names the keys makes no other device. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([key, one]) => [key, sorted(one)]);
}
