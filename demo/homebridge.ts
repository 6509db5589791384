/** The demo's Homebridge: a mirror that shows the house in the Home app. */
import { randomInt } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { Child } from "./children.ts";
import type { Bridge } from "./home-observer.ts";
import { PACKAGE_ROOT } from "./package-root.ts";

export interface HomebridgeOptions {
  readonly folder: string;
  readonly port: number;
  readonly siteId: string;
  readonly brokerUrl: string;
  /** Whether phones on the network may find it. */
  readonly lan: boolean;
}

export interface HomeBridge extends Bridge {
  /** What the QR code holds. */
  readonly setupUri: string;
}

const identityShape = z.object({
  username: z.string().regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/),
  pin: z.string().regex(/^\d{3}-\d{2}-\d{3}$/),
  setupID: z.string().regex(/^[0-9A-Z]{4}$/),
});

type Identity = z.infer<typeof identityShape>;

export async function startHomebridge(
  { folder, port, siteId, brokerUrl, lan }: HomebridgeOptions,
  begun: (child: Child) => void,
): Promise<HomeBridge> {
  const plugins = join(folder, "plugins");
  mkdirSync(plugins, { recursive: true });
  rmSync(join(plugins, "homebridge-egress"), { force: true });
  symlinkSync(PACKAGE_ROOT, join(plugins, "homebridge-egress"), "junction");
  const identity = identityIn(folder);
  const bridge = { name: "Egress demo", ...identity, port, advertiser: "ciao" };
  const platform = {
    platform: "Egress",
    name: "Egress",
    mode: "mirror",
    siteId,
    url: brokerUrl,
    homeControls: ["reset", "lockdown", "drill"],
  };
  const config = {
    bridge: lan ? bridge : { ...bridge, bind: ["lo"] },
    accessories: [],
    platforms: [platform],
  };
  writeFileSync(join(folder, "config.json"), JSON.stringify(config, null, 2));
  await Child.start(
    {
      name: "Homebridge",
      script: [
        scriptOfHomebridge(),
        "-U",
        folder,
        "-P",
        plugins,
        "--strict-plugin-resolution",
        "-Q",
        "-T",
      ],
      cwd: folder,
      logFile: join(folder, "homebridge.log"),
      preload: lan ? [] : [join(PACKAGE_ROOT, "demo/loopback-only.mjs")],
      ready: new RegExp(`is running on port ${port}`),
    },
    begun,
  );
  const { username, pin } = identity;
  return { username, pin, port, setupUri: setupUri(identity) };
}

/** Homebridge exports its main module and nothing else; its program lies beside it. */
function scriptOfHomebridge(): string {
  const main = createRequire(import.meta.url).resolve("homebridge");
  return join(dirname(main), "../bin/homebridge.js");
}

/** The bridge that a phone was paired with stays the same bridge. */
function identityIn(folder: string): Identity {
  const file = join(folder, "bridge.json");
  try {
    return identityShape.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    const identity = newIdentity();
    writeFileSync(file, JSON.stringify(identity), { mode: 0o600 });
    return identity;
  }
}

function newIdentity(): Identity {
  const octets = Array.from({ length: 5 }, () => randomInt(256).toString(16).padStart(2, "0"));
  const digits = String(randomInt(10_000_000, 99_999_999));
  const letters = Array.from({ length: 4 }, () => randomInt(36).toString(36).toUpperCase());
  return {
    username: ["0E", ...octets].join(":").toUpperCase(),
    pin: `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`,
    setupID: letters.join(""),
  };
}

const BRIDGE_CATEGORY = 2n;
const OVER_IP = 2n;

/** HAP's setup payload: category, how to reach it and the code in base 36, then the setup id. */
export function setupUri({ pin, setupID }: Pick<Identity, "pin" | "setupID">): string {
  const code = BigInt(pin.replaceAll("-", ""));
  const payload = (BRIDGE_CATEGORY << 31n) | (OVER_IP << 27n) | code;
  return `X-HM://${payload.toString(36).toUpperCase().padStart(9, "0")}${setupID}`;
}
