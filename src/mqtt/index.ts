/** A site on MQTT: the authority's link, the mirror, and a broker for homes that have none. */
export { type AuthorityLink, type LinkOptions, linkAuthority } from "./authority-link.ts";
export { DEFAULT_BROKER_PORT, type RunningBroker, startEmbeddedBroker } from "./embedded-broker.ts";
export { openMqttMirror } from "./mirror.ts";
export { brokerProblems, checkBroker } from "./options.ts";
export { type SiteTopics, siteTopics } from "./topics.ts";
