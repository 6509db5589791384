/** The engine's public face: pure functions over plain data. */
export { because, demandSentence, SLOT_SENTENCES, TROUBLE_SENTENCES } from "./because.ts";
export { compileSite, type Site } from "./compile.ts";
export { demandIn, demandsOn, doorDemand, SLOT_NAMES, SLOTS } from "./demands.ts";
export { doorView } from "./door-view.ts";
export { withAnswersInDoubt, withClockInDoubt, withTailInDoubt } from "./doubts.ts";
export { type Ahead, FIRST_ORDERS_AHEAD, ORDERS_AHEAD } from "./draft.ts";
export { DRAWS } from "./egress-means.ts";
export { EVENTS, type EventType } from "./events.ts";
export { gathered } from "./indexing.ts";
export type {
  Action,
  Bolt,
  Input,
  Instant,
  LeaseHealth,
  LinkChange,
  Reading,
  ReadingValue,
  RefusalCode,
  Report,
  Request,
  Result,
  ScheduleChange,
  WithheldReason,
} from "./input.ts";
export { type LeaseStanding, leaseDigest, leaseStanding } from "./lease-proof.ts";
export { leaseToleranceMs } from "./lease-test.ts";
export { leasesToRenew, nextBeat } from "./leases.ts";
export { changesOf, type MemoryChanges } from "./memory-changes.ts";
export { energiseFor } from "./physics.ts";
export {
  type BrokenPromise,
  brokenPromises,
  isReleased,
  PROMISES,
  type PromiseName,
} from "./promises.ts";
export { saysOneOf } from "./readings.ts";
export { REFUSALS } from "./refusal-codes.ts";
export { type Memory, remember, withLeaseEnds } from "./remembered.ts";
export type * from "./site.ts";
export { areaView, type SensorView, type SiteView, sensorView, siteView } from "./site-view.ts";
export type { SiteState } from "./state.ts";
export { type Step, start, step } from "./step.ts";
export { supplyView } from "./supplies.ts";
export { nextWake } from "./timers.ts";
export type * from "./view.ts";
