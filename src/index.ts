/** The package as a library: a site file in, a running site out. */
export { ManualClock } from "./controller/manual-clock.ts";
export type { Clock, Journal, JournalEntry, JournalState } from "./controller/ports.ts";
export { EgressError, isEgressError, type Problem } from "./errors.ts";
export { MemoryJournal } from "./journal/memory-journal.ts";
export {
  type AuthorityOptions,
  type BrokerChoice,
  type EmbeddedBroker,
  type ExternalBroker,
  type MirrorOptions,
  type OpenAuthority,
  openAuthority,
  openMirror,
} from "./open-site.ts";
export { type Replay, type ReplayEvent, type ReplayLine, startReplay } from "./replay/replay.ts";
export { type ParsedSite, parseSite, parseSiteObject, readSiteFile } from "./site-file/index.ts";
export type {
  CommandMessage,
  PublishedEvent,
  SiteChange,
  SiteHandle,
  SiteListener,
} from "./site-handle.ts";
