/**
 * Foreign text made safe to show on one line: no control characters that could drive a terminal, no
 * bidirectional ones that could reorder what a person reads.
 */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

export function isPlain(text: string): boolean {
  return text.search(UNSAFE) === -1;
}

export function plainText(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  const plain = text.replace(UNSAFE, "");
  return plain.length <= maxLength ? plain : `${plain.slice(0, maxLength)}…`;
}
