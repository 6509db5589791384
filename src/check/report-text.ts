/** A report for people: grouped by weight and rule, 100 columns wide, the summary last. */

import { styleText } from "node:util";
import { gathered } from "../core/indexing.ts";
import { type DesignReport, type Finding, IDLE_ACKNOWLEDGEMENT } from "./check-design.ts";
import type { Severity } from "./rule.ts";
import { RULES } from "./rules/index.ts";
import { UNPROVEN_LEASE } from "./unproven-leases.ts";

const WIDTH = 100;
/** Past this many findings of one rule, more lines tell nothing new; JSON has them all. */
export const MAX_SHOWN = 20;

const HEADS: readonly (readonly [Severity, string, "red" | "yellow" | "cyan"])[] = [
  ["error", "Errors: mend these before anybody relies on the doors", "red"],
  ["warning", "Warnings: decide about these", "yellow"],
  ["info", "For your information", "cyan"],
];

/** Every line without its newline. */
export function reportText(report: DesignReport, coloured: boolean): readonly string[] {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text;
  const lines: string[] = [];
  const heading = (text: string, colour: "red" | "yellow" | "cyan" | "green") =>
    lines.push(paint(["bold", colour], text), "");
  for (const [severity, head, colour] of HEADS) {
    const found = report.findings.filter((finding) => finding.severity === severity);
    if (found.length === 0) continue;
    heading(head, colour);
    for (const [id, same] of gathered(found, ({ rule }) => rule)) {
      const { title, source } = ruleOf(id);
      lines.push(`${paint(colour, id)}  ${paint("bold", title)}`);
      lines.push(...shortened(same, ({ subject, message }) => entry(subject, message)));
      lines.push(...wrap(`Mend: ${same[0]?.fix ?? ""}`, 5));
      lines.push(...wrap(`Source: ${source}`, 5).map((line) => paint("dim", line)), "");
    }
  }
  if (report.acknowledged.length > 0) {
    heading("Acknowledged by the owner", "green");
    lines.push(
      ...shortened(report.acknowledged, ({ rule, subject, message, why }) => [
        ...entry(`${rule} ${subject}`, message),
        ...wrap(`Because: ${why}`, 7),
      ]),
      "",
    );
  }
  return [...lines, summaryLine(report)];
}

function summaryLine({ summary }: DesignReport): string {
  const count = (many: number, word: string) => `${many} ${word}${many === 1 ? "" : "s"}`;
  const counts = [
    count(summary.errors, "error"),
    count(summary.warnings, "warning"),
    count(summary.infos, "info"),
    `${summary.acknowledged} acknowledged`,
  ];
  return `${counts.join(", ")}.${summary.errors === 0 ? "" : " This site should not be used yet."}`;
}

function ruleOf(id: string): { readonly title: string; readonly source: string } {
  if (id === UNPROVEN_LEASE.id) return UNPROVEN_LEASE;
  return RULES.find((rule) => rule.id === id) ?? IDLE_ACKNOWLEDGEMENT;
}

function shortened<Each extends Finding>(
  findings: readonly Each[],
  show: (finding: Each) => readonly string[],
): readonly string[] {
  const left = findings.length - MAX_SHOWN;
  const lines = findings.slice(0, MAX_SHOWN).flatMap(show);
  return left > 0 ? [...lines, `     and ${left} more; --format json has them all`] : lines;
}

function entry(subject: string, message: string): readonly string[] {
  return [...wrap(subject, 5), ...wrap(message, 7)];
}

/** Breaks between words; a word that is longer than a line is broken too. */
function wrap(text: string, indent: number): readonly string[] {
  const width = WIDTH - indent;
  const pieces = text
    .split(/\s+/)
    .flatMap((word) => word.match(new RegExp(`.{1,${width}}`, "gu")) ?? []);
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces) {
    const longer = line === "" ? piece : `${line} ${piece}`;
    if (longer.length > width) lines.push(line);
    line = longer.length > width ? piece : longer;
  }
  return [...lines, line].map((each) => `${" ".repeat(indent)}${each}`);
}
