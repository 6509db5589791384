/** What Homebridge loads. */
import type { API } from "homebridge";
import { PLATFORM } from "./accessory-identity.ts";
import { openFurtherBridge } from "./further-bridge.ts";
import { openConfigured } from "./opening.ts";
import { egressPlatform } from "./platform.ts";

export default (api: API): void => {
  api.registerPlatform(PLATFORM, egressPlatform(openConfigured, openFurtherBridge));
};
