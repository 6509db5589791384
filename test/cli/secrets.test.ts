/** A whole run with every kind of secret, and everything that it wrote, searched for them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { bystander } from "../broker/bystander.ts";
import { startMosquittoOn } from "../broker/mosquitto.ts";
import { freePort } from "../free-port.ts";
import { egress, fileWith, startEgress } from "./cli-run.ts";

const PIN = "73915-82046";
const WRONG_PIN = "40404-15151";

const SITE = `
version: 1
id: office
areas: [{ id: lobby }]
supplies: [{ id: grid, kind: mains }]
sensors: [{ id: smoke, kind: smoke, area: lobby }]
doors:
  - id: front
    from: lobby
    to: outside
    locks: [{ id: magnet, hardware: maglock, failMode: fail-safe, supply: grid, controllerLoss: hold }]
requests: { signed: required, keys: [{ id: phone, speaksFor: [mary] }], pins: [alice] }
roles: { reset: [alice] }
`;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function filesBelow(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile());
}

const isSecretFile = (path: string) => /credentials\.json$|\/keys\/[^/]+\.json$/.test(path);

describe("the secrets of a run", () => {
  it("stand in the files for them, which nobody else can read, and nowhere else", async () => {
    const dir = mkdtempSync(join(tmpdir(), "egress-secrets-"));
    cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
    const [site, data, port] = [fileWith("secret.yaml", SITE), join(dir, "data"), await freePort()];
    const written: string[] = [];
    const say = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      const ended = await egress(argv, { env });
      written.push(ended.out, ended.err);
      return ended;
    };

    await say([
      "broker-config",
      site,
      "--out",
      join(dir, "mosquitto"),
      "--listen",
      `127.0.0.1:${port}`,
    ]);
    expect(
      await say(["keys", site, "--data", data, "--pin", "alice"], { EGRESS_PIN: PIN }),
    ).toMatchObject({ code: 0 });
    const broker = await startMosquittoOn(join(dir, "mosquitto"), port);
    cleanups.push(() => broker.stop());
    const { users } = JSON.parse(
      readFileSync(join(dir, "mosquitto/broker-credentials.json"), "utf8"),
    );
    const keyFile = join(data, "keys/office.phone.json");
    const { secret } = JSON.parse(readFileSync(keyFile, "utf8"));

    const login = (user: string) => ["--mqtt", broker.url, "--mqtt-user", `office.${user}`];
    const authority = { EGRESS_MQTT_PASSWORD: users["office.authority"] };
    const run = startEgress(["run", site, ...login("authority"), "--data", data], {
      env: authority,
    });
    cleanups.push(async () => {
      run.stop();
      await run.ended;
    });
    const listener = await bystander(broker.url, ["egress/office/#"], {
      username: "office.cli",
      password: users["office.cli"],
    });
    cleanups.push(() => listener.leave());
    await listener.hears(
      "egress/office/status",
      (said) => Reflect.get(Object(said), "state") === "online",
    );

    const ask = (argv: readonly string[], env: Readonly<Record<string, string>>) =>
      say(["request", ...argv, "--site", "office", ...login("cli")], {
        EGRESS_MQTT_PASSWORD: users["office.cli"],
        ...env,
      });
    const unlock = ["unlock", "--door", "front"];
    expect(await ask(unlock, {})).toMatchObject({
      code: 1,
      out: expect.stringMatching(/not-permitted.*--pin/),
    });
    expect(await ask([...unlock, "--key-file", keyFile], {})).toMatchObject({ code: 0 });
    expect(await ask([...unlock, "--by", "mary"], { EGRESS_KEY_FILE: keyFile })).toMatchObject({
      code: 0,
    });
    expect(await ask([...unlock, "--by", "alice", "--pin", WRONG_PIN], {})).toMatchObject({
      code: 1,
    });
    expect(await ask([...unlock, "--by", "alice"], { EGRESS_PIN: PIN })).toMatchObject({ code: 0 });
    const broken = join(dir, "broken.json");
    writeFileSync(broken, JSON.stringify({ key: "phone", secret, more: 1 }));
    expect(await ask([...unlock, "--key-file", broken], {})).toMatchObject({ code: 2 });

    run.stop();
    const { code, out, err } = await run.ended;
    expect(code).toBe(0);
    written.push(out, err);
    expect((await say(["journal", data, "export"])).out).toMatch(/"by":"alice"/);
    const heard = listener.heard.filter(({ topic }) => topic !== "egress/office/request");
    written.push(...heard.map(({ topic, text }) => `${topic} ${text}`));

    const secrets = [...Object.values<string>(users), secret, PIN, WRONG_PIN];
    expect(secrets.length).toBeGreaterThan(7);
    const found = (text: string | Buffer) => secrets.filter((each) => text.includes(each));
    expect(found(written.join("\n"))).toEqual([]);
    const files = filesBelow(dir).filter((path) => path !== broken);
    for (const path of files.filter((each) => !isSecretFile(each)))
      expect([path, found(readFileSync(path))]).toEqual([path, []]);
    // The search finds what is there, and only its owner can.
    const places = files.filter(isSecretFile);
    expect(new Set(places.flatMap((path) => found(readFileSync(path))))).toEqual(
      new Set([...Object.values(users), secret]),
    );
    for (const path of places) expect(statSync(path).mode & 0o077).toBe(0);
  });
});

describe("egress keys", () => {
  const file = () => fileWith("secret.yaml", SITE);

  it.each([
    [["keys", "SITE"], /--data is missing/],
    [["keys", "SITE", "--data", "DIR", "--pin", "bob"], /not among the people/],
    [["keys", "SITE", "--data", "DIR", "--pin", "alice"], /too short/],
  ])("%j is told what is missing", async (argv, message) => {
    const dir = mkdtempSync(join(tmpdir(), "egress-keys-"));
    cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
    const filled = argv.map((word) => word.replace("SITE", file()).replace("DIR", dir));
    const { code, err } = await egress(filled, { stdin: "123\n" });
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    expect(readdirSync(dir)).toEqual([]);
  });

  it("has nothing to do for a site that asks for no proof", async () => {
    const open = fileWith("open.yaml", SITE.replace(/requests:.*\n/, ""));
    expect(await egress(["keys", open, "--data", tmpdir()])).toMatchObject({
      code: 2,
      err: expect.stringContaining("requests: {"),
    });
  });
});
