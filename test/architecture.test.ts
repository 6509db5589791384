/** Who may import whom. Arrows point inward; changing this table is a decision worth a page. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

/** Each room, the rooms it may use, and what to do instead of anything else. */
const LAW: Readonly<Record<string, { readonly may: readonly string[]; readonly instead: string }>> =
  {
    "src/core": { may: [], instead: "The core knows nothing else: bring the fact in as an input." },
    "src/errors.ts": { may: [], instead: "Errors are everybody's and know nobody." },
    "src/site-handle.ts": {
      may: ["src/core"],
      instead: "The handle speaks in the core's words only.",
    },
    "src/replay": {
      may: ["src/core"],
      instead: "A replay is the core and virtual time, nothing more.",
    },
    "src/matrix": {
      may: ["src/core"],
      instead: "The matrix runs the engine and knows nothing else.",
    },
    "src/check": {
      may: ["src/core", "src/matrix"],
      instead: "A design rule looks at the description and at what the engine makes of it.",
    },
    "src/readings": {
      may: ["src/core"],
      instead: "A recogniser is a pure table: it gives readings.",
    },
    "src/calendar": {
      may: ["src/core"],
      instead: "The calendar says what the hours want now, and knows nobody who asks.",
    },
    "src/controller": {
      may: ["src/core", "src/site-handle.ts"],
      instead: "The controller reaches the world through its ports.",
    },
    "src/journal": {
      may: ["src/core", "src/controller", "src/errors.ts"],
      instead: "A journal implements the controller's port and knows no other adapter.",
    },
    "src/devices": {
      may: ["src/core", "src/errors.ts", "src/site-handle.ts", "src/readings"],
      instead: "A profile is a pure codec: bytes in, readings and packets out.",
    },
    "src/site-file": {
      may: ["src/core", "src/errors.ts", "src/devices", "src/calendar"],
      instead: "The parser gives a description; who opens it is not its business.",
    },
    "src/mqtt": {
      may: [
        "src/core",
        "src/errors.ts",
        "src/site-handle.ts",
        "src/controller",
        "src/devices",
        "src/open-site.ts (types)",
      ],
      instead: "MQTT is an adapter: it is wired in src/open-site.ts and knows no other adapter.",
    },
    "src/status-page": {
      may: ["src/site-handle.ts", "src/errors.ts"],
      instead: "The page shows what a handle says, and knows nothing of where it comes from.",
    },
    "src/http-devices": {
      may: ["src/core", "src/controller", "src/devices", "src/site-handle.ts"],
      instead: "HTTP is an adapter: it is wired in src/open-site.ts and knows no other adapter.",
    },
    "src/nut": {
      may: ["src/core", "src/controller", "src/devices"],
      instead: "The client of upsd is an adapter: it is wired in src/open-site.ts.",
    },
    "src/home-assistant": {
      may: [
        "src/core",
        "src/controller",
        "src/site-handle.ts",
        "src/mqtt",
        "src/devices",
        "src/open-site.ts (types)",
      ],
      instead: "Home Assistant is a guest on MQTT: it uses the wire, and nothing uses it.",
    },
    "src/open-site.ts": {
      may: [
        "src/core",
        "src/controller",
        "src/calendar",
        "src/journal",
        "src/mqtt",
        "src/http-devices",
        "src/nut",
        "src/home-assistant",
        "src/site-handle.ts",
        "src/errors.ts",
      ],
      instead: "Adapters are chosen here; shells are not known here.",
    },
    "src/index.ts": {
      may: ["src"],
      instead: "The public face lists names, and nothing outside src.",
    },
    "src/cli": {
      may: ["src"],
      instead: "The command line is a shell: it uses src, never the nodes or the plugin.",
    },
    nodes: {
      may: ["src"],
      instead: "A node is a shell: it shares nothing with the plugin but src.",
    },
    "homebridge-plugin": {
      may: ["src"],
      instead: "The plugin is a shell: it shares nothing with the nodes but src.",
    },
  };

/** Third-party packages, each in the rooms that may name it. Types are free. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  mqtt: ["src/mqtt"],
  aedes: ["src/mqtt"],
  yaml: ["src/site-file"],
  croner: ["src/calendar"],
  zod: ["src/site-file", "src/devices", "src/mqtt", "src/cli", "homebridge-plugin", "nodes"],
};

/** What the core may not name: a clock, chance, a promise, an exception. */
const BANNED_IN_CORE = [
  /\bDate\b/,
  /\bMath\.random\b/,
  /\basync\b/,
  /\bPromise\b/,
  /\bthrow\b/,
  /\bsetTimeout\b/,
  /\bprocess\b/,
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typesOnly: boolean;
}

const files = globSync("{src,nodes,homebridge-plugin}/**/*.ts");

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, "utf8");
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)/g;
  return [...text.matchAll(pattern)].map((match) => ({
    from: file,
    to: match[3] ?? match[4] ?? "",
    typesOnly: match[2] !== undefined,
  }));
}

function roomOf(path: string): string | undefined {
  return Object.keys(LAW)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .toSorted((one, other) => other.length - one.length)[0];
}

function allows(room: string, target: string, typesOnly: boolean): boolean {
  return (LAW[room]?.may ?? []).some((one) => {
    const path = one.replace(" (types)", "");
    if (path !== one && !typesOnly) return false;
    return target === path || target.startsWith(`${path}/`);
  });
}

describe("the architecture", () => {
  it("has a room for every file", () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
  });

  it("lets imports point inward only", () => {
    const strays = files.flatMap((file) => {
      const room = roomOf(file) ?? "";
      return importsOf(file).flatMap(({ to, typesOnly }) => {
        if (!to.startsWith(".")) return [];
        const target = normalize(join(dirname(file), to));
        if (target === room || target.startsWith(`${room}/`)) return [];
        if (allows(room, target, typesOnly)) return [];
        return [`${file} imports ${target}. ${LAW[room]?.instead}`];
      });
    });
    expect(strays).toEqual([]);
  });

  it("names third parties only where they belong", () => {
    const strays = files.flatMap((file) =>
      importsOf(file).flatMap(({ to, typesOnly }) => {
        if (to.startsWith(".") || to.startsWith("node:") || typesOnly) return [];
        const rooms = PACKAGES[to.split("/")[0] ?? ""] ?? [];
        return rooms.some((room) => file.startsWith(`${room}/`)) ? [] : [`${file} imports ${to}`];
      }),
    );
    expect(strays).toEqual([]);
  });

  it("keeps the core free of clocks, chance, promises and exceptions", () => {
    const strays = files
      .filter((file) => file.startsWith("src/core/"))
      .flatMap((file) => {
        const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
        return [
          ...BANNED_IN_CORE.filter((word) => word.test(code)).map((word) => `${file}: ${word}`),
          ...importsOf(file)
            .filter(({ to }) => !to.startsWith("./"))
            .map(({ to }) => `${file}: ${to}`),
        ];
      });
    expect(strays).toEqual([]);
  });

  it("keeps rooms small", () => {
    const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > 301);
    expect(long).toEqual([]);
  });
});
