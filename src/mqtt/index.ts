/** A site on MQTT: the authority's link, the mirror, and a broker for homes that have none. */
export { type AuthorityLink, type LinkOptions, linkAuthority } from "./authority-link.ts";
export { brokerCredentials, CREDENTIALS_FILE } from "./broker-credentials.ts";
export { DEFAULT_BROKER_PORT, type RunningBroker, startEmbeddedBroker } from "./embedded-broker.ts";
export { openMqttMirror } from "./mirror.ts";
export * from "./mosquitto-files.ts";
export { brokerProblems, checkBroker } from "./options.ts";
export { hashPin, MAX_PIN_LENGTH, MIN_PIN_LENGTH } from "./pins.ts";
export {
  openRequestSecrets,
  type RequestSecrets,
  requestSecrets,
  requestSecretsPath,
} from "./request-secrets.ts";
export { writeSecretFile } from "./secret-file.ts";
export { type BrokerClient, brokerClients } from "./topic-rights.ts";
export { type SiteTopics, siteTopics } from "./topics.ts";
