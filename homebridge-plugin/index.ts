/** What Homebridge loads. */
import type { API } from "homebridge";
import { PLATFORM } from "./accessory-identity.ts";
import { openFurtherBridge } from "./further-bridge.ts";
import type { OpenSite } from "./opening.ts";
import { egressPlatform } from "./platform.ts";

/** The engine and what reads a site are loaded when there is one to open, not while Homebridge starts. */
const openLate: OpenSite = async (config, storage, log) => {
  const { openConfigured } = await import("./opening.ts");
  return openConfigured(config, storage, log);
};

export default (api: API): void => {
  api.registerPlatform(PLATFORM, egressPlatform(openLate, openFurtherBridge));
};
