/** From a checked configuration to an open site. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SiteDescription } from "../src/core/site.ts";
import { EgressError } from "../src/errors.ts";
import { type ExternalBroker, type Log, openAuthority, openMirror } from "../src/open-site.ts";
import { parseSite, parseSiteObject, readSiteFile } from "../src/site-file/index.ts";
import type { SiteHandle } from "../src/site-handle.ts";
import type { AuthorityConfig, EgressConfig } from "./config.ts";
import { messageOf } from "./plugin-log.ts";

/** Opens what the configuration names; tests and other hosts may open a site of their own. */
export type OpenSite = (config: EgressConfig, storage: string, log: Log) => Promise<SiteHandle>;

/** Fails with an EgressError whose problems say where and how to mend. Paths are relative to `storage`. */
export const openConfigured: OpenSite = async (config, storage, log) => {
  if (config.mode === "mirror") {
    const broker = await withCertificate(config.broker, storage);
    const { siteId, key } = config;
    const proof =
      key === undefined ? {} : { proof: { kind: "key", key: key.id, secret: key.secret } as const };
    return openMirror({ siteId, broker, client: "homebridge", log, ...proof });
  }
  const site = await readSite(config, storage);
  const broker =
    config.broker?.kind === "external"
      ? await withCertificate(config.broker, storage)
      : config.broker;
  return openAuthority({
    site,
    broker,
    authority: "homebridge",
    dataDir: join(storage, "egress", site.id),
    log,
  });
};

async function readSite(config: AuthorityConfig, storage: string): Promise<SiteDescription> {
  if ("file" in config.site) return readSiteFile(resolve(storage, config.site.file));
  const { inline } = config.site;
  const parsed = typeof inline === "string" ? parseSite(inline) : parseSiteObject(inline);
  if (parsed.ok) return parsed.site;
  throw new EgressError("site-invalid", "The site in the configuration can't be used.", {
    problems: parsed.problems,
  });
}

/** `ca` may be the PEM text itself or the path of a file that holds it. */
async function withCertificate(broker: ExternalBroker, storage: string): Promise<ExternalBroker> {
  if (broker.ca === undefined || broker.ca.includes("-----BEGIN")) return broker;
  try {
    return { ...broker, ca: await readFile(resolve(storage, broker.ca), "utf8") };
  } catch (cause) {
    throw new EgressError("options-invalid", "The broker's certificate can't be read.", {
      cause,
      problems: [
        {
          path: "ca",
          message: messageOf(cause),
          mend: "Give the PEM text, or a file's path relative to the Homebridge storage folder.",
        },
      ],
    });
  }
}
