/** Where Home Assistant finds the configs of a site, and where it asks. */
import type { SiteTopics } from "./topics.ts";

/** All configs of this site and no other's: underscores divide, since no id has one. */
export function configsPattern(site: string, prefix: string): string {
  return `${prefix}/device/egress_${site}/+/config`;
}

/** Where Home Assistant asks: a topic of its own, so that a broker can let it publish there only. */
export function requestTopic(topics: SiteTopics): string {
  return topics.request.replace(/request$/, "home-assistant/request");
}
