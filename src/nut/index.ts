/** UPSs that are asked of NUT's `upsd`. */
export { openUpsWatch } from "./ups-watch.ts";
