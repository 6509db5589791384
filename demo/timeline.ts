/** The story as it happens, one line a step: when, who, what, and whether it was seen. */
import { styleText } from "node:util";

export type Who = "person" | "device" | "Home" | "Egress";

export type Mark = "act" | "seen" | "missed" | "elsewhere";

type Style = Parameters<typeof styleText>[0];

/** A terminal of this width shows every line whole. */
export const COLUMNS = 100;

const SIGNS: Readonly<Record<Mark, string>> = { act: "▸", seen: "✔", missed: "✘", elsewhere: "·" };

const SIGN_STYLES: Readonly<Record<Mark, Style>> = {
  act: "bold",
  seen: "green",
  missed: "red",
  elsewhere: "dim",
};

const WHO_STYLES: Readonly<Record<Who, Style>> = {
  person: "bold",
  device: "cyan",
  Home: "yellow",
  Egress: "magenta",
};

const TIME_WIDTH = 8;
const WHO_WIDTH = 8;
const TEXT_WIDTH = COLUMNS - TIME_WIDTH - WHO_WIDTH - 4;

const LEGEND =
  "device: on the device's own MQTT topic. Home: at a paired HomeKit client. Egress: what it says itself.";

export class Timeline {
  readonly #print: (line: string) => void;
  readonly #styled: boolean;
  #begun = performance.now();

  constructor(print: (line: string) => void, styled: boolean) {
    this.#print = print;
    this.#styled = styled;
  }

  get seconds(): number {
    return (performance.now() - this.#begun) / 1_000;
  }

  title(text: string): void {
    this.#print("");
    this.#print(this.#style("bold", text));
  }

  /** The title, and time counts from here. */
  begin(text: string): void {
    this.title(text);
    this.note(LEGEND);
    this.#begun = performance.now();
  }

  note(text: string): void {
    for (const line of wrapped(text, COLUMNS)) this.#print(this.#style("dim", line));
  }

  step(who: Who, mark: Mark, text: string): void {
    const time = `${this.seconds.toFixed(1)} s`.padStart(TIME_WIDTH - 1);
    const sign = this.#style(SIGN_STYLES[mark], SIGNS[mark]);
    const name = this.#style(WHO_STYLES[who], who.padEnd(WHO_WIDTH));
    const [first = "", ...more] = wrapped(text, TEXT_WIDTH);
    if (mark === "act") this.#print("");
    const said = mark === "act" ? this.#style("bold", first) : first;
    this.#print(`${this.#style("dim", time)}  ${name} ${sign} ${said}`);
    for (const line of more) this.#print(`${" ".repeat(TIME_WIDTH + WHO_WIDTH + 4)}${line}`);
  }

  #style(style: Style, text: string): string {
    return this.#styled ? styleText(style, text, { validateStream: false }) : text;
  }
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((each) => cut(each, width))) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A word that is longer than a line, as a payload may be. */
function cut(word: string, width: number): readonly string[] {
  return word.length <= width ? [word] : [word.slice(0, width), ...cut(word.slice(width), width)];
}
