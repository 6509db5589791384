/** The site: its engine here in Node-RED, or a mirror of one that runs elsewhere. */
import { MIGRATIONS, migrate } from "../shared/migrations.ts";
import type { NodeRed, RuntimeNode } from "../shared/node-red.ts";
import { sites } from "../shared/registry.ts";
import { roomStatus } from "../shared/room-status.ts";
import type { SiteHost } from "../shared/site-room.ts";
import type { Openers, SiteNode } from "./site-plan.ts";

const CREDENTIALS = {
  username: { type: "text" },
  password: { type: "password" },
  requestSecret: { type: "password" },
} as const;

export default function register(red: NodeRed): void {
  sites.follow(red.events);
  red.nodes.registerType(
    "egress-site",
    function create(this: RuntimeNode, config: unknown) {
      red.nodes.createNode(this, config);
      host(red, this, config);
    },
    { credentials: CREDENTIALS },
  );
}

function host(red: NodeRed, node: RuntimeNode, config: unknown): void {
  const room = sites.room(node.id);
  const site: SiteNode = {
    nodeId: node.id,
    form: migrate(config, MIGRATIONS["egress-site"]),
    credentials: node.credentials ?? {},
    userDir: red.settings.userDir ?? process.cwd(),
    log: (level, message) => SPEAK[level](node, message),
    claim: (siteId) => sites.claim(siteId, node.id),
  };
  const self: SiteHost = {
    plan: async (residents) => {
      const { planSite } = await import("./site-plan.ts");
      return planSite(site, residents, OPENERS);
    },
    refresh: () => node.status(roomStatus(room, node.id) ?? running(room.handle?.role)),
    complain: ({ path, message, mend }) => {
      node.error([path, message, mend].filter((part) => part !== "").join(" · "));
    },
  };
  room.host = self;

  node.on("close", (removed, done) => {
    if (room.host === self) room.host = null;
    if (!removed && !sites.halting) return done();
    room.close().then(done, done);
  });
}

/** The engine and what reads a site are loaded when there is a site, not with Node-RED's palette. */
const OPENERS: Openers = {
  authority: async (options) => {
    const { openAuthority } = await import("../../src/open-site.ts");
    return openAuthority(options);
  },
  mirror: async (options) => {
    const { openMirror } = await import("../../src/open-site.ts");
    return openMirror(options);
  },
};

const SPEAK = {
  info: (node: RuntimeNode, message: string) => node.log(message),
  warn: (node: RuntimeNode, message: string) => node.warn(message),
  error: (node: RuntimeNode, message: string) => node.error(message),
} as const;

function running(role: string | undefined) {
  return { fill: "green", shape: "dot", text: role === "mirror" ? "mirror" : "running" } as const;
}
