/** `egress prove-lease` on a running site, with relays that keep their lease and relays that do not. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { egress, fileWith, type Started, startEgress } from "./cli-run.ts";

const WITHIN = { timeout: 30_000, interval: 20 };
const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

const SITE = (monitor: boolean) => `
version: 1
id: lab
areas: [{ id: hall }]
supplies: [{ id: grid, kind: mains }]
lease: { ttl: 2s, renew: 500ms }
doors:
  - id: front
    from: hall
    to: outside
    exit: true
    egressDevices: [{ kind: exit-button, via: power }]
    emergencyRelease: { hardwired: true }
    locks:
      - { id: magnet, hardware: maglock, failMode: fail-safe, supply: grid, controllerLoss: release, monitor: ${monitor} }
`;

/** A relay on MQTT as a maglock hangs on it: held while it is told so, and for as long as its timer runs. */
async function relay(url: string, keepsLease: boolean, reports: boolean) {
  const client: Bystander = await bystander(url, ["egress/lab/lock/magnet/command"]);
  let timer: NodeJS.Timeout | undefined;
  let held = false;
  const hold = (on: boolean) => {
    if (on !== held && reports)
      void client.say("egress/lab/lock/magnet/report", { bolt: on ? "locked" : "unlocked" });
    held = on;
  };
  client.client.on("message", (_, payload) => {
    const { energise, leaseSeconds } = JSON.parse(payload.toString());
    clearTimeout(timer);
    hold(energise === true);
    if (keepsLease && leaseSeconds !== null)
      timer = setTimeout(() => hold(false), leaseSeconds * 1_000);
  });
  endings.push(async () => {
    clearTimeout(timer);
    await client.leave();
  });
  return { isHeld: () => held, client };
}

async function lab({ monitor, keepsLease }: { monitor: boolean; keepsLease: boolean }) {
  const data = mkdtempSync(join(tmpdir(), "egress-lease-"));
  endings.push(async () => rmSync(data, { recursive: true, force: true }));
  const file = fileWith(`lab-${monitor}.yaml`, SITE(monitor));
  const site: Started = startEgress(["run", file, "--broker-port", "0", "--data", data]);
  const stop = async () => {
    site.stop();
    await site.ended;
  };
  endings.push(stop);
  const url = await vi.waitFor(() => {
    const found = /runs: one door, on (mqtt:\/\/127\.0\.0\.1:\d+)/.exec(site.err())?.[1];
    if (found === undefined) throw new Error(`not yet: ${site.err()}`);
    return found;
  }, WITHIN);
  const magnet = await relay(url, keepsLease, monitor);
  return {
    ...magnet,
    stop,
    prove: (stdin: PassThrough, ...more: string[]) =>
      startEgress(["prove-lease", "magnet", "--site", "lab", "--mqtt", url, ...more], { stdin }),
    other: (lock: string) =>
      startEgress(["prove-lease", lock, "--site", "lab", "--mqtt", url, "--yes"]),
    check: async (...more: string[]) => {
      const { out } = await egress(["check", file, "--format", "json", ...more]);
      const { findings } = JSON.parse(out) as { findings: { rule: string; message: string }[] };
      return findings.filter(({ rule }) => rule === "A02").map(({ message }) => message);
    },
    data,
  };
}

describe("a relay that keeps its lease", () => {
  it("is proven by its own report, held again, and not asked after any more", async () => {
    const { prove, check, isHeld, data, stop } = await lab({ monitor: true, keepsLease: true });
    expect(await check("--data", data)).toEqual([expect.stringMatching(/nobody has tried/)]);
    const { code, out } = await prove(new PassThrough(), "--yes").ended;
    expect(out).toMatch(/Proven: it let go 2(\.\d)? s after it was last held \(lease 2 s\)/);
    expect(code).toBe(0);
    await vi.waitFor(() => expect(isHeld()).toBe(true), WITHIN);
    await stop();
    expect(await check("--data", data)).toEqual([]);
    expect(await check()).toEqual([]);
  });

  it("that says nothing is proven by a person's Enter, after the first one began it", async () => {
    const { prove, isHeld } = await lab({ monitor: false, keepsLease: true });
    const person = new PassThrough();
    const { ended, out } = prove(person);
    await vi.waitFor(() => expect(out()).toMatch(/Press Enter to begin/), WITHIN);
    expect(isHeld()).toBe(false);
    person.write("\n");
    await vi.waitFor(() => expect(out()).toMatch(/at the moment/), WITHIN);
    await vi.waitFor(() => expect(isHeld()).toBe(false), WITHIN);
    person.write("\n");
    expect(await ended).toMatchObject({ code: 0, out: expect.stringMatching(/Proven: it let go/) });
    await vi.waitFor(() => expect(isHeld()).toBe(true), WITHIN);
  });
});

describe("a relay that never falls back", () => {
  it("is not proven, and the check says so until it is", async () => {
    const { prove, check, data, stop } = await lab({ monitor: true, keepsLease: false });
    const { code, out } = await prove(new PassThrough(), "--yes").ended;
    expect(out).toMatch(/Not proven: it did not let go/);
    expect(code).toBe(1);
    await stop();
    expect(await check("--data", data)).toEqual([
      expect.stringMatching(/did not let go by itself/),
    ]);
  });
});

describe("a proof that is broken off", () => {
  it("leaves the lock held, and nothing proven", async () => {
    const { prove, client, check, data, stop } = await lab({ monitor: false, keepsLease: true });
    const person = new PassThrough();
    const proof = prove(person, "--yes");
    await vi.waitFor(() => expect(proof.out()).toMatch(/at the moment/), WITHIN);
    proof.stop();
    expect(await proof.ended).toMatchObject({ code: 1, out: expect.stringMatching(/Stopped/) });
    client.forget();
    // It is renewed again: three times is no accident.
    await vi.waitFor(() => {
      expect(client.on("egress/lab/lock/magnet/command").length).toBeGreaterThan(3);
    }, WITHIN);
    await stop();
    expect(await check("--data", data)).toEqual([expect.stringMatching(/nobody has tried/)]);
  });

  it("before it began has told the lock nothing", async () => {
    const { prove, client } = await lab({ monitor: false, keepsLease: true });
    const person = new PassThrough();
    person.end();
    const { code } = await prove(person).ended;
    expect(code).toBe(1);
    expect(client.on("egress/lab/lock/magnet/command")).toEqual([]);
  });
});

describe("what can't be proven", () => {
  it("a lock that is not there", async () => {
    const { other } = await lab({ monitor: false, keepsLease: true });
    const { code, err } = await other("nowhere").ended;
    expect(err).toMatch(/no lock `nowhere`/);
    expect(code).toBe(2);
  });

  it("anything, where nobody answers", async () => {
    const { code, err } = await egress([
      ...["prove-lease", "magnet", "--site", "lab", "--mqtt", "mqtt://127.0.0.1:1"],
    ]);
    expect(err).toMatch(/does not answer/);
    expect(code).toBe(2);
  });

  it.each([
    [["prove-lease"], /LOCK is missing/],
    [["prove-lease", "magnet"], /--site is missing/],
    [["prove-lease", "magnet", "--site", "lab"], /--mqtt is missing/],
  ] as const)("%j", async (argv, problem) => {
    const { code, err } = await egress([...argv]);
    expect(err).toMatch(problem);
    expect(code).toBe(2);
  });
});
