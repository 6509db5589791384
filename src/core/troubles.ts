/** What is wrong with a door or with the system around it. Each code stands while its reason does. */
import type { CompiledDoor, CompiledLock, Site } from "./compile.ts";
import { wouldTrap } from "./demands.ts";
import { lockdownOn } from "./emergencies.ts";
import { leaseStanding } from "./lease-proof.ts";
import { heldUntil } from "./order-limit.ts";
import { boltOf } from "./physics.ts";
import type { LockFacts, SensorFacts, SiteState } from "./state.ts";
import { isSuspect } from "./suspicion.ts";
import type { Egress, Trouble } from "./view.ts";

export function troublesOf(
  site: Site,
  state: SiteState,
  door: CompiledDoor,
  egress: Egress,
): readonly Trouble[] {
  const found = new Set<Trouble>();
  if (egress === "blocked" && site.areas[door.from]?.description.occupied === true)
    found.add("trap");
  if (isSuspect(state, door)) found.add("suspect-journal");
  const lockdown = lockdownOn(state, door) !== null;
  for (const lock of door.locks) {
    const facts = state.locks[lock.index];
    if (facts === undefined) continue;
    if (lockdown && wouldTrap(state, door, lock)) found.add("would-trap");
    lockTroubles(state, door, lock, facts, found);
  }
  sensorTroubles(site, state, door, found);
  return [...found];
}

function lockTroubles(
  state: SiteState,
  door: CompiledDoor,
  lock: CompiledLock,
  facts: LockFacts,
  found: Set<Trouble>,
): void {
  const supply = state.supplies[lock.supply];
  if (facts.link === "down") found.add("no-link");
  if (supply?.status === "lost") found.add("no-power");
  if (supply?.on === "battery" && !lock.ownCells) found.add("on-battery");
  if (facts.onLease && facts.leaseEndsAt !== null && facts.leaseEndsAt <= state.now)
    found.add("lease-lost");
  if (facts.onLease && state.withheld !== null) found.add("lease-withheld");
  if (lock.leased && isDisproven(lock, facts)) found.add("lease-unproven");
  if (facts.missed) found.add(facts.ordered === "unlocked" ? "not-released" : "not-secured");
  if (facts.unexpected) found.add("unexpected-unlock");
  if (boltOf(state, lock).bolt === "jammed") found.add("jammed");
  if (facts.ordered === "unknown" && state.gateOpensAt === null && state.suspicion === null)
    found.add("never-ordered");
  if (facts.owed !== "no" && heldUntil(facts.toldLately, state.now) !== null) found.add("flapping");
  const waits = facts.owed !== "no" && facts.wish === "secured" && facts.link === "up";
  if (waits && state.gateOpensAt === null && supply?.status !== "lost") {
    const position = state.doors[door.index]?.position;
    if (position === "open" || (lock.thrown && position === "unknown"))
      found.add("relock-withheld");
  }
}

/** One that was never tried is no trouble, or every new site would have it; `check --data` names it. */
function isDisproven(lock: CompiledLock, { leaseProof }: LockFacts): boolean {
  const standing = leaseStanding(leaseProof, lock.leaseDigest);
  return standing === "failed" || standing === "outdated";
}

function sensorTroubles(
  site: Site,
  state: SiteState,
  door: CompiledDoor,
  found: Set<Trouble>,
): void {
  if (isDeaf(state.sensors[door.contact])) found.add("contact-silent");
  if (isDeaf(state.sensors[door.releaseSensor])) found.add("release-contact-silent");
  const deaf = deafness(site, state);
  for (const area of door.serves ?? [ANYWHERE])
    for (const trouble of deaf.get(area) ?? []) found.add(trouble);
}

/** Heard before, or waited for, and not to be heard now. */
function isDeaf(facts: SensorFacts | undefined): boolean {
  return facts !== undefined && (facts.silent || facts.lostSince !== null);
}

const DETECTS: ReadonlySet<string> = new Set([
  "smoke",
  "heat",
  "carbon-monoxide",
  "gas",
  "call-point",
]);

/** The place of no area: what is said of it is said of the whole site. */
const ANYWHERE = -2;

type Deafness = ReadonlyMap<number, ReadonlySet<Trouble>>;

/** Worked out once for one set of sensor facts, since every door of a large site asks for it. */
const memo = new WeakMap<readonly SensorFacts[], Deafness>();

/** What is wrong with the detectors, by the place of their area and anywhere. */
function deafness(site: Site, state: SiteState): Deafness {
  const known = memo.get(state.sensors);
  if (known !== undefined) return known;
  const deaf = new Map<number, Set<Trouble>>();
  state.sensors.forEach((facts, index) => {
    const sensor = site.sensors[index];
    if (sensor === undefined || !isDeaf(facts) || !DETECTS.has(sensor.description.kind)) return;
    const trouble = facts.value === "fault" ? "fire-source-fault" : "fire-source-silent";
    for (const area of [sensor.area, ANYWHERE])
      deaf.set(area, (deaf.get(area) ?? new Set()).add(trouble));
  });
  memo.set(state.sensors, deaf);
  return deaf;
}
