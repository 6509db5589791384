/** YAML as plain data, with the places of what is wrong and without the surprises that YAML allows. */
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { MAX_DEPTH, MAX_PROBLEMS, MAX_VALUES, TOO_DEEP, TOO_MANY } from "./bounds.ts";
import { type Finding, type Path, repeatedKey, shown } from "./finding.ts";
import { plainText } from "./plain-text.ts";
import type { TextRead } from "./site-text.ts";

export function readYaml(text: string): TextRead {
  const lines = new LineCounter();
  // Repeated keys are found below in linear time; the parser's own search takes quadratic time.
  const options = { uniqueKeys: false, prettyErrors: false, logLevel: "error" } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const wrong = [...document.errors, ...document.warnings];
  // The parser goes down by recursion, and reports it as an error when the stack is full.
  if (wrong.some(({ message }) => message.includes("call stack")))
    return { ok: false, findings: [TOO_DEEP] };
  if (wrong.length > 0) {
    const findings = wrong.slice(0, MAX_PROBLEMS).map(({ code, message, pos }) => {
      const { line, col } = lines.linePos(pos[0]);
      return {
        path: [],
        message: `line ${line}, column ${col}: ${plainText(message, 200)}`,
        mend: SYNTAX_MENDS[code] ?? "look at the indentation, quotes and brackets there",
      };
    });
    return { ok: false, findings };
  }
  return new NodeReader().read(document.contents);
}

const SYNTAX_MENDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  MULTIPLE_DOCS: "keep one site in a file: remove the `---` and what follows it",
  TAG_RESOLVE_FAILED: "leave out the tag",
};

/** What stops the reading altogether. */
class Unreadable extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}

/**
 * Follows aliases itself and counts what they expand to, so that twenty thousand doors may share one
 * timing, and nine lines may not become a billion values.
 */
class NodeReader {
  readonly #findings: Finding[] = [];
  readonly #anchors = new Map<string, Node>();
  #values = 0;

  read(contents: Node | null): TextRead {
    try {
      const value = this.#value(contents, [], 0);
      return { ok: true, value, findings: this.#findings };
    } catch (error) {
      if (error instanceof Unreadable) return { ok: false, findings: [error.finding] };
      throw error;
    }
  }

  #value(node: unknown, path: Path, depth: number): unknown {
    if (++this.#values > MAX_VALUES) throw new Unreadable(TOO_MANY);
    if (isAlias(node)) return this.#value(this.#target(node, path), path, depth + 1);
    if (depth > MAX_DEPTH) throw new Unreadable(TOO_DEEP);
    if (isScalar(node)) {
      this.#remember(node);
      return node.value;
    }
    if (isSeq(node)) {
      this.#remember(node);
      return node.items.map((item, index) => this.#value(item, [...path, index], depth + 1));
    }
    if (!isMap(node)) return null;
    this.#remember(node);
    return this.#mapping(node, path, depth);
  }

  #mapping(node: YAMLMap, path: Path, depth: number): unknown {
    const entries = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      const word = this.#key(key, path);
      const inner = [...path, word];
      if (entries.has(word) && this.#findings.length < MAX_PROBLEMS)
        this.#findings.push(repeatedKey(inner));
      entries.set(word, this.#value(value, inner, depth + 1));
    }
    // Unlike assignment, this makes `__proto__` a key like any other.
    return Object.fromEntries(entries);
  }

  /** A list or mapping as a key would be legal YAML, and writing it out takes exponential time. */
  #key(key: unknown, path: Path): string {
    if (isScalar(key)) {
      this.#remember(key);
      return String(key.value);
    }
    throw new Unreadable({
      path,
      message: "has a key that is no word",
      mend: "write `key: value`",
    });
  }

  #remember(node: Node & { anchor?: string }): void {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
  }

  #target(alias: Alias, path: Path): Node {
    const target = this.#anchors.get(alias.source);
    if (target !== undefined) return target;
    const message = `${shown(`*${alias.source}`)} stands for nothing: no anchor before it has that name`;
    throw new Unreadable({
      path,
      message,
      mend: `write \`&${alias.source}\` at what it stands for`,
    });
  }
}
