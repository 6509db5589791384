/** Who watches the watchers: when a silence is looked at, what it says, and whose doors show it. */
import { describe, it } from "vitest";
import { ask, given, HOUR, MINUTE, reading, SECOND } from "./given.ts";
import { handleDoor, maglock, maglockExit, sensor, site, supply } from "./sites.ts";

const clear = reading("hall", "clear");
const hall = (
  everyMs: number,
  critical: boolean,
  kind: "smoke" | "intrusion" | "contact" = "smoke",
) => sensor("hall", kind, { area: "lobby", supervision: { everyMs, critical } });
const inner = (id: string, from: string) =>
  maglockExit({ id, from, to: "yard", exit: false, locks: [maglock(`${id}-lock`)] });
const watched = (everyMs: number, critical: boolean) =>
  site({
    sensors: [hall(everyMs, critical)],
    doors: [maglockExit(), inner("near", "lobby"), inner("far", "workshop")],
  });

describe("a detector that falls silent", () => {
  it("is told of once, and again when it is heard", () => {
    given(watched(MINUTE, false))
      .when(clear)
      .after(MINUTE)
      .thenEvents({ type: "sensor-silent", sensor: "hall" })
      .after(HOUR)
      .thenEvents()
      .when(clear)
      .thenEvents({ type: "sensor-heard-again", sensor: "hall" })
      .after(MINUTE)
      .thenEvents({ type: "sensor-silent", sensor: "hall" });
  });

  it("is looked for where it was heard last, not where it was heard first", () => {
    given(watched(MINUTE, false))
      .when(clear)
      .after(30 * SECOND)
      .when(clear)
      .after(MINUTE - 1)
      .thenEvents()
      .after(1)
      .thenEvents({ type: "sensor-silent", sensor: "hall" });
  });

  it("is trouble on the doors that would answer to it, and on no other", () => {
    given(watched(MINUTE, false))
      .when(clear)
      .after(MINUTE)
      .thenDoor("front", { troubles: ["fire-source-silent"] })
      .thenDoor("near", { troubles: ["fire-source-silent"] })
      .thenDoor("far", { troubles: [] });
  });

  it("is trouble and no more where it is not critical, however long", () => {
    given(watched(MINUTE, false))
      .when(clear, reading("hall", "fault"))
      .after(24 * HOUR)
      .thenArea("lobby", { fire: "normal" })
      .when(ask({ action: "reset" }))
      .thenRefused("nothing-to-reset");
  });
});

describe("a critical detector", () => {
  it.each([
    ["by its interval, where that is longer", 10 * MINUTE, 10 * MINUTE],
    ["after two minutes, where it is shorter", MINUTE, 2 * MINUTE],
  ])("is lost %s", (_, everyMs, lostMs) => {
    given(watched(everyMs, true))
      .when(clear)
      .after(lostMs - 1)
      .thenArea("lobby", { fire: "normal" })
      .after(1)
      .thenArea("lobby", { fire: "latched" })
      .thenDoor("near", { outside: "unlocked" })
      .thenDoor("far", { outside: "locked" });
  });

  it("that says fault is lost two minutes later, and one that works again in time is not", () => {
    given(watched(HOUR, true))
      .when(clear)
      .after(MINUTE)
      .when(reading("hall", "fault"))
      .after(2 * MINUTE - 1)
      .when(clear)
      .after(5 * MINUTE)
      .thenArea("lobby", { fire: "normal" });
  });

  it("that goes on saying fault is lost from the first time on", () => {
    given(watched(HOUR, true))
      .when(clear, reading("hall", "fault"))
      .after(MINUTE)
      .when(reading("hall", "unknown"))
      .after(MINUTE)
      .thenArea("lobby", { fire: "latched" });
  });

  it("keeps its alarm from a reset by its loss only where its loss was the alarm", () => {
    given(watched(MINUTE, true))
      .when(clear)
      .after(2 * MINUTE)
      .when(ask({ action: "reset" }))
      .thenRefused("still-in-alarm")
      .when(clear, ask({ action: "reset" }))
      .thenAccepted()
      .thenDoor("front", { outside: "locked" });
  });

  it("without an area has no doors to release", () => {
    const nowhere = { ...hall(MINUTE, true), area: null };
    given(site({ sensors: [nowhere], doors: [maglockExit()] }))
      .when(clear)
      .after(HOUR)
      .thenDoor("front", { outside: "locked" });
  });
});

describe("what detects no fire", () => {
  it.each(["intrusion", "contact"] as const)("%s releases nothing by its silence", (kind) => {
    given(site({ sensors: [hall(MINUTE, true, kind)], doors: [maglockExit()] }))
      .after(HOUR)
      .thenArea("lobby", { fire: "normal" })
      .thenDoor("front", { outside: "locked" });
  });

  it.each(["heat", "carbon-monoxide", "gas", "call-point"] as const)(
    "and what does, releases: a critical %s",
    (kind) => {
      const one = sensor("hall", kind, {
        area: "lobby",
        supervision: { everyMs: MINUTE, critical: true },
      });
      given(site({ sensors: [one], doors: [maglockExit()] }))
        .when(clear)
        .after(MINUTE)
        .thenDoor("front", { troubles: ["fire-source-silent"] })
        .after(MINUTE)
        .thenEvent("fire-latched", { cause: "supervision" })
        .thenDoor("front", { outside: "unlocked" });
    },
  );

  it("a door contact that is silent is trouble on its own door", () => {
    const leaf = sensor("leaf", "contact", { supervision: { everyMs: MINUTE, critical: false } });
    const doors = [maglockExit({ contact: "leaf" }), handleDoor()];
    given(site({ sensors: [leaf], doors }))
      .when(reading("leaf", "closed"))
      .after(MINUTE)
      .thenDoor("front", { troubles: ["contact-silent"] })
      .thenDoor("side", { troubles: [] });
  });
});

describe("a power sensor that falls silent", () => {
  const meter = (everyMs: number | null) =>
    site({
      supplies: [supply("grid")],
      sensors: [
        sensor("meter", "power", {
          supply: "grid",
          ...(everyMs === null ? {} : { supervision: { everyMs, critical: false } }),
        }),
      ],
      doors: [maglockExit()],
    });

  it("vouches for its supply no longer", () => {
    given(meter(MINUTE))
      .when(reading("meter", "on"))
      .thenSupply("grid", { status: "live" })
      .after(MINUTE)
      .thenSupply("grid", { status: "unknown" })
      .when(reading("meter", "on"))
      .thenSupply("grid", { status: "live" });
  });

  it("and is not supervised stands by what it said last", () => {
    given(meter(null))
      .when(reading("meter", "on"))
      .after(24 * HOUR)
      .thenSupply("grid", { status: "live" });
  });
});
