/** What Homebridge loads. */
import type { API } from "homebridge";
import { PLATFORM } from "./accessory-identity.ts";
import { openConfigured } from "./opening.ts";
import { egressPlatform } from "./platform.ts";

export default (api: API): void => {
  api.registerPlatform(PLATFORM, egressPlatform(openConfigured));
};
