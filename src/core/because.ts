/** Why a door is as it is, in one sentence for people. */
import type { Site } from "./compile.ts";
import type { Cause, Demand, DoorView, SlotNumber, Trouble } from "./view.ts";

/** What each slot says when it releases, and when it secures. `%` stands for the cause. */
export const SLOT_SENTENCES: Readonly<Record<SlotNumber, { released: string; secured: string }>> = {
  1: { released: "Released by the emergency release at the door (%)", secured: "" },
  2: { released: "Released for fire: %", secured: "" },
  3: { released: "Released for gas: %", secured: "" },
  4: { released: "Released to let people out: %", secured: "" },
  5: { released: "", secured: "Secured by lockdown: %" },
  6: { released: "Unlocked for a granted access: %", secured: "" },
  8: { released: "Unlocked by %", secured: "Locked by %" },
  10: { released: "Unlocked by its opening hours", secured: "Locked by its opening hours" },
  16: { released: "Unlocked, as it rests", secured: "Secured, as it rests" },
};

/** What a trouble adds to the sentence. */
export const TROUBLE_SENTENCES: Readonly<Record<Trouble, string>> = {
  trap: "nobody inside can get out",
  "would-trap": "lockdown does not lock it, since nobody could get out",
  "no-link": "a lock's device can't be reached",
  "no-power": "a lock has no power",
  "on-battery": "it runs on battery",
  "lease-lost": "a lock let go because nothing renewed its hold",
  "lease-withheld": "nothing renews a lock's hold now, since this controller is not well",
  "lease-unproven":
    "a lock did not let go by itself when that was tried, or has another device or lease since",
  "engine-fault": "this controller broke a promise: it only releases until it is started again",
  "not-released": "a lock did not confirm that it opened",
  "not-secured": "a lock did not confirm that it closed",
  jammed: "a lock is jammed",
  "unexpected-unlock": "a lock was opened by something else",
  "fire-source-silent": "a detector is silent, or does not know",
  "fire-source-fault": "a detector is faulty",
  "release-contact-silent": "its emergency release can't be heard",
  "contact-silent": "its door contact can't be heard",
  "relock-withheld": "it locks when the door is closed",
  flapping: "it was told too often and waits for a minute",
  "never-ordered": "it was never told anything yet",
  "suspect-journal": "the journal was damaged, so a person has to reset it",
};

/** Troubles that keep a lock from being as it is wanted, so that the sentence must not say it is. */
const STOPPED_BY: ReadonlySet<Trouble> = new Set([
  "no-link",
  "no-power",
  "lease-lost",
  "engine-fault",
  "not-released",
  "not-secured",
  "jammed",
  "unexpected-unlock",
  "relock-withheld",
  "flapping",
]);

export function because(
  site: Site,
  view: Pick<DoorView, "demand" | "troubles" | "outside">,
): string {
  const sentence = asItIs(view, demandSentence(site, view.demand));
  const troubles = view.troubles.map((trouble) => TROUBLE_SENTENCES[trouble]);
  return troubles.length === 0 ? `${sentence}.` : `${sentence}; ${troubles.join("; ")}.`;
}

/** A door that is not as it is wanted says so first: the wish alone would read like the state. */
function asItIs(view: Pick<DoorView, "demand" | "troubles" | "outside">, wish: string): string {
  if (!view.troubles.some((trouble) => STOPPED_BY.has(trouble))) return wish;
  const { wants } = view.demand;
  if (wants === "secured" && view.outside === "unlocked")
    return `Unlocked, though wanted shut (${wish})`;
  if (wants === "released" && view.outside === "locked")
    return `Locked, though wanted open (${wish})`;
  return wish;
}

export function demandSentence(site: Site, demand: Demand): string {
  if (demand.slot === 16 && demand.cause !== null)
    return "Secured: its strike holds the latch while fire stands";
  if (demand.cause?.kind === "suspicion")
    return "Left as it was, and told nothing: a release may stand that the journal lost";
  return SLOT_SENTENCES[demand.slot][demand.wants].replace("%", causePhrase(site, demand.cause));
}

function causePhrase(site: Site, cause: Cause | null): string {
  if (cause === null) return "nobody named";
  switch (cause.kind) {
    case "sensor":
      return `${sensorName(site, cause.sensor)} raised the alarm`;
    case "supervision":
      return `${sensorName(site, cause.sensor)} can't be heard, and it is critical`;
    case "request":
      return `${cause.by} (${cause.via})`;
    case "drill":
      return `a drill by ${cause.by} (${cause.via})`;
    case "supply":
      return `${cause.supply} is about to run out`;
    case "schedule":
      return "its opening hours";
    case "suspicion":
      return "the journal may have lost a release";
  }
}

function sensorName(site: Site, id: string): string {
  const index = site.sensorIndex.get(id);
  return (index === undefined ? undefined : site.sensors[index]?.description.name) ?? id;
}
