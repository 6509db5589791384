/**
 * Homebridge's `-I` lets anybody on the network write to accessories without pairing. A door is not
 * shown then. Child bridges are started with the same flag.
 */
export function isInsecure(argv: readonly string[]): boolean {
  return argv.slice(2).some((word) => word === "--insecure" || /^-[A-Za-z]*I[A-Za-z]*$/.test(word));
}

export const INSECURE_ADVICE =
  "Homebridge runs in insecure mode (-I), in which anybody on the network could unlock a door. " +
  "Doors and controls are not shown. Start Homebridge without -I to see them.";
