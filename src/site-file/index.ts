/** The site file: what a person writes, and the site it describes. */
export { publicDescription } from "../core/public-description.ts";
export { formatDuration, MAX_DURATION_MS, parseDuration } from "./duration.ts";
export { nearest } from "./nearest.ts";
export { type ParsedSite, parseSite, parseSiteObject } from "./parse-site.ts";
export { plainText } from "./plain-text.ts";
export { readSiteFile } from "./read-site-file.ts";
