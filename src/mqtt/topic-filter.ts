/** What MQTT's wildcards cover. */

/**
 * Whether a right to `right` is a right to `wanted`, which may be a topic or another filter: `a/#`
 * covers `a`, `a/b` and `a/+`, and nothing with wildcards is covered by less than it asks for.
 */
export function covers(right: string, wanted: string): boolean {
  if (/^[+#]/.test(right) && wanted.startsWith("$")) return false;
  const levels = wanted.split("/");
  const rights = right.split("/");
  for (const [index, level] of rights.entries()) {
    if (level === "#") return true;
    const asked = levels[index];
    if (asked === undefined || asked === "#") return false;
    if (level !== "+" && level !== asked) return false;
  }
  return rights.length === levels.length;
}
