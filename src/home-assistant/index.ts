/** The site as Home Assistant sees it, by MQTT discovery. */
export { linkHomeAssistant } from "./home-assistant-link.ts";
