/** The Homebridge platform `Egress`: opens the site, and shows it as long as Homebridge runs. */
import type {
  API,
  APIEvent,
  DynamicPlatformPlugin,
  Logging,
  PlatformAccessory,
  PlatformConfig,
  PlatformPluginConstructor,
} from "homebridge";
import { isEgressError, type Problem } from "../src/errors.ts";
import type { SiteHandle } from "../src/site-handle.ts";
import { AccessoryRegister } from "./accessory-register.ts";
import type { ConfigResult, EgressConfig } from "./config.ts";
import { distrust } from "./distrust.ts";
import type { OpenBridge } from "./further-bridge.ts";
import { homeRequests } from "./home-requests.ts";
import { INSECURE_ADVICE, isInsecure } from "./insecure-mode.ts";
import type { OpenSite } from "./opening.ts";
import { guarded, messageOf } from "./plugin-log.ts";
import { FIRST_RETRY_MS, isWorthRetrying, nextRetryMs } from "./retrying.ts";
import { SiteTiles } from "./site-tiles.ts";
import { isUntouched } from "./untouched.ts";

/** How many problems of a configuration or site are logged, so that a wrong file doesn't flood the log. */
export const MAX_PROBLEMS_LOGGED = 50;

const LAUNCHED: APIEvent.DID_FINISH_LAUNCHING =
  "didFinishLaunching" as APIEvent.DID_FINISH_LAUNCHING;
const SHUTDOWN: APIEvent.SHUTDOWN = "shutdown" as APIEvent.SHUTDOWN;

/** The platform's class, over a way to open sites, and bridges beside Homebridge's own where there may be any. */
export function egressPlatform(
  openSite: OpenSite,
  openBridge?: OpenBridge,
): PlatformPluginConstructor {
  return class implements DynamicPlatformPlugin {
    readonly #log: Logging;
    readonly #api: API;
    readonly #register: AccessoryRegister;
    #handle: SiteHandle | null = null;
    #retry: NodeJS.Timeout | undefined;
    #stopped = false;

    constructor(log: Logging, raw: PlatformConfig, api: API) {
      this.#log = log;
      this.#api = api;
      this.#register = new AccessoryRegister(api, log, {
        doors: !isInsecure(process.argv),
        openBridge,
      });
      guarded(log, "reading the configuration", () => this.#configure(raw));
    }

    configureAccessory(accessory: PlatformAccessory): void {
      guarded(this.#log, `restoring ${accessory.displayName}`, () => {
        distrust(this.#api.hap, accessory);
        this.#register.restore(accessory);
      });
    }

    #configure(raw: PlatformConfig): void {
      if (isUntouched(raw)) {
        this.#log.info(
          "Egress is not configured, so it does nothing. Its settings are in the plugin's page.",
        );
        return;
      }
      this.#api.on(LAUNCHED, () => void this.#begin(raw));
      this.#api.on(SHUTDOWN, () => void this.#close());
    }

    /** What checks a configuration is loaded for one, and not with the plugin. */
    async #begin(raw: PlatformConfig): Promise<void> {
      let read: ConfigResult;
      try {
        const { readConfig } = await import("./config.ts");
        read = readConfig(raw);
      } catch (error) {
        this.#log.error(`Egress can't start: ${messageOf(error)}`);
        return;
      }
      if (read.state === "invalid") {
        this.#log.error(
          "Egress can't start: its configuration has problems. Nothing is driven or shown.",
        );
        this.#tellProblems(read.problems);
      }
      if (read.state === "configured" && !this.#stopped)
        await this.#open(read.config, FIRST_RETRY_MS);
    }

    async #open(config: EgressConfig, retryMs: number): Promise<void> {
      try {
        const handle = await openSite(config, this.#api.user.storagePath(), (level, message) =>
          this.#log[level](message),
        );
        if (this.#stopped) return await handle.close();
        this.#handle = handle;
        this.#show(handle, config);
      } catch (error) {
        this.#log.error(`Egress can't start: ${messageOf(error)}`);
        if (isEgressError(error)) this.#tellProblems(error.problems);
        if (this.#stopped || !isWorthRetrying(error)) return;
        this.#log.warn(`Trying again in ${retryMs / 1000} s.`);
        this.#retry = setTimeout(() => void this.#open(config, nextRetryMs(retryMs)), retryMs);
      }
    }

    #show(handle: SiteHandle, config: EgressConfig): void {
      if (isInsecure(process.argv)) this.#log.warn(INSECURE_ADVICE);
      const { hap } = this.#api;
      const tiles = new SiteTiles(hap, handle, homeRequests(hap, handle, this.#log));
      const register = () =>
        guarded(this.#log, "registering accessories", () => {
          if (handle.description) this.#register.sync(handle, handle.description, tiles, config);
        });
      handle.listen({
        described: register,
        online: (online) => {
          guarded(this.#log, "showing the link", () =>
            tiles.showOnline(online, handle.description),
          );
          if (online) register();
        },
        changed: (change) => guarded(this.#log, "showing a change", () => tiles.show(change)),
      });
      register();
    }

    async #close(): Promise<void> {
      this.#stopped = true;
      clearTimeout(this.#retry);
      try {
        await Promise.all([this.#handle?.close(), this.#register.close()]);
      } catch (error) {
        this.#log.error(`Unexpected while closing: ${messageOf(error)}`);
      }
    }

    #tellProblems(problems: readonly Problem[]): void {
      for (const { path, message, mend } of problems.slice(0, MAX_PROBLEMS_LOGGED)) {
        this.#log.error(`${path === "" ? "the whole" : path}: ${message}. ${mend}`);
      }
      const more = problems.length - MAX_PROBLEMS_LOGGED;
      if (more > 0) this.#log.error(`And ${more} more.`);
    }
  };
}
