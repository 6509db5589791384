/** A real upsd with a driver that says what the test wants, and a whole site that asks it. */
import { describe, expect, it, type TestContext, vi } from "vitest";
import type { UpsReading } from "../../src/core/input.ts";
import { type OpenAuthority, openAuthority } from "../../src/open-site.ts";
import { sensor, site } from "../mqtt/small-office.ts";
import { type NutServer, nutServer } from "./nut-server.ts";

const PASSWORD = "s3cret-of-the-ups";
const WAIT = { timeout: 20_000, interval: 50 };

type Finished = TestContext["onTestFinished"];

async function rack(onTestFinished: Finished): Promise<NutServer> {
  const server = await nutServer(PASSWORD);
  onTestFinished(() => server.close());
  server.says({ "ups.status": "OL", "battery.charge": "100", "battery.runtime": "1200" });
  server.startDriver();
  server.startServer();
  return server;
}

async function asked(onTestFinished: Finished, port: number, more: object = {}) {
  const device = {
    profile: "nut",
    host: "127.0.0.1",
    port,
    ups: "rack",
    poll: 1,
    timeout: 2,
    ...more,
  };
  const lines: string[] = [];
  const heard: UpsReading[] = [];
  const authority = await openAuthority({
    site: site([], [sensor("ups-status", "ups", device), sensor("grid-power", "power", device)]),
    broker: null,
    authority: "test",
    log: (_, line) => lines.push(line),
    listener: {
      changed: ({ sensors }) => {
        for (const { id, value } of sensors) {
          if (id === "ups-status" && typeof value === "object") heard.push(value);
        }
      },
    },
  });
  onTestFinished(() => authority.close());
  return { authority, lines, heard };
}

const reads = (authority: OpenAuthority, ups: object, power: string) =>
  vi.waitFor(() => {
    expect(authority.sensor("ups-status")?.value).toEqual(ups);
    expect(authority.sensor("grid-power")?.value).toBe(power);
  }, WAIT);

describe.concurrent("a UPS behind a real upsd", () => {
  it("is read right at each step: OL, OB, OB LB, OL, its connection cut and restored", async ({
    onTestFinished,
  }) => {
    const server = await rack(onTestFinished);
    const { authority, heard } = await asked(onTestFinished, server.port);
    await reads(authority, { status: "online", percent: 100, runtimeSeconds: 1_200 }, "on");
    server.says({ "ups.status": "OB DISCHRG", "battery.charge": "60", "battery.runtime": "600" });
    await reads(authority, { status: "on-battery", percent: 60, runtimeSeconds: 600 }, "off");
    server.says({ "ups.status": "OB DISCHRG LB", "battery.charge": "8", "battery.runtime": "60" });
    await reads(authority, { status: "low", percent: 8, runtimeSeconds: 60 }, "off");
    server.says({ "ups.status": "OL CHRG", "battery.charge": "9", "battery.runtime": "70" });
    await reads(authority, { status: "online", percent: 9, runtimeSeconds: 70 }, "on");

    await server.stopServer();
    await reads(authority, { status: "unknown" }, "unknown");
    // While nobody can be asked the mains fail: what was read before must not come back.
    server.says({ "ups.status": "OB", "battery.charge": "50", "battery.runtime": "500" });
    const before = heard.length;
    server.startServer();
    await reads(authority, { status: "on-battery", percent: 50, runtimeSeconds: 500 }, "off");
    expect(heard.slice(before).map(({ status }) => status)).not.toContain("online");
  });

  it.for([
    ["dies", (server: NutServer) => server.stopDriver(), "DRIVER-NOT-CONNECTED"],
    ["hangs", (server: NutServer) => server.freezeDriver(), "DATA-STALE"],
  ] as const)(
    "is unknown when its driver %s, and says why",
    async ([, harm, reason], { onTestFinished }) => {
      const server = await rack(onTestFinished);
      const { authority, lines } = await asked(onTestFinished, server.port);
      await reads(authority, { status: "online", percent: 100, runtimeSeconds: 1_200 }, "on");
      await harm(server);
      await reads(authority, { status: "unknown" }, "unknown");
      await vi.waitFor(() => expect(lines.join("\n")).toContain(reason), WAIT);
      server.thawDriver();
      server.startDriver();
      await reads(authority, { status: "online", percent: 100, runtimeSeconds: 1_200 }, "on");
    },
  );

  it("is asked with a password too, and a wrong one is told without being told", async ({
    onTestFinished,
  }) => {
    const server = await rack(onTestFinished);
    const right = { user: "egress", password: PASSWORD, login: true };
    const { authority } = await asked(onTestFinished, server.port, right);
    await reads(authority, { status: "online", percent: 100, runtimeSeconds: 1_200 }, "on");
    const { authority: refused, lines } = await asked(onTestFinished, server.port, {
      ...right,
      password: "wrong-pass",
    });
    await vi.waitFor(() => expect(lines.join("\n")).toContain("ACCESS-DENIED"), WAIT);
    expect(refused.sensor("ups-status")?.value).toEqual({ status: "unknown" });
    expect(lines.join("\n")).not.toContain("wrong-pass");
  });
});
