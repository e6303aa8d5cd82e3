import { english } from '../numbers';
import type { Output } from '../output';
import { printUnread, reportUnread } from '../unread';
import type { Decision } from './decision';
import type { Description, Written } from './describe';
import type { EntryProposal } from './describe-group';
import { draftOf, isComplete } from './propose';
import type { Proposal } from './propose';
import { layOut } from './lay-out';
import { isDone, isRead } from './report';
import type { Trial } from './trial';

/** Most characters shown of a rejected row. */
const SHOWN_CHARACTERS = 80;

/** Where a description belongs, and what became of writing it. */
interface Place {
  readonly place: string;
  readonly file: string;
  readonly written: Written;
}

/** Prints what came of describing a lake, for people. */
export function printDescription(out: Output, description: Description, at: Place): void {
  const { proposal, faults, trial } = description;
  out.line(at.place);
  if (proposal === undefined) {
    out.line(`${at.file} is there and is checked; \`--write --force\` replaces it by a proposal`);
    for (const { path, fault, remedy } of faults) out.warn(`${path} ${fault}; ${remedy}`);
  } else printProposal(out, proposal);
  if (trial !== undefined) {
    out.line();
    out.line(out.colours.bold('trial read of some rows'));
    const open = new Set(proposal?.entries.filter((entry) => !isComplete(entry)).map(({ log }) => log));
    for (const one of trial.logs) {
      if (open.has(one.log)) out.warn(`${one.log}: not tried, since its description lacks what is left open`);
      else printTrial(out, one);
    }
    // Of a proposal, the objects without a log are named above.
    if (proposal === undefined)
      printUnread(out, reportUnread(trial.unread.filter(({ kind }) => kind !== 'sources')));
  }
  out.line();
  printEnd(out, description, at);
}

function printProposal(out: Output, proposal: Proposal): void {
  const { entries, plainLogs, open, left } = proposal;
  for (const entry of entries) printEntry(out, entry, plainLogs.includes(entry.log));
  for (const decision of open) printOpen(out, decision, 'sources.json, under `logs`');
  for (const { objects, count, reason, fault } of left) {
    const line = `${objects} (${objectsText(count)}): it ${reason}`;
    if (fault) out.warn(line);
    else out.line(`  ${line}`);
  }
  const draft = draftOf(proposal);
  if (draft === undefined) return;
  const lacks = entries.every(isComplete) ? '' : ', which lacks what is left open';
  out.line();
  out.line(`${out.colours.bold('sources.json')}${lacks}`);
  for (const line of layOut(draft).split('\n')) out.line(line);
}

function printEntry(
  out: Output,
  { log, group, decisions, isPlain }: EntryProposal,
  isPlainLog: boolean,
): void {
  out.line();
  const plain = isPlain && isPlainLog ? ': read as it is, without an entry' : '';
  out.line(`${out.colours.bold(log)} ${group.glob} (${objectsText(group.count)})${plain}`);
  if (isPlain && isPlainLog) return;
  out.table(
    ['  member', 'from', 'sure', 'why'],
    decisions.map(({ member, chosen, sure, why }) => [`  ${member}`, chosen ?? 'left open', sure, why]),
  );
  for (const decision of decisions.filter(({ sure }) => sure === 'open')) {
    printOpen(out, decision, decision.member === 'types' ? 'the entry' : '`columns` of the entry');
  }
}

function printOpen(out: Output, { member, why, choices = [] }: Decision, where: string): void {
  out.warn(`${member} is left open: ${why}`);
  if (choices.length === 0) return;
  out.line(`    choose one of these lines for ${where}:`);
  for (const choice of choices) out.line(`      ${choice}`);
}

function printTrial(out: Output, trial: Trial): void {
  const { log, objects, objects_read: read, rows, accepted, rejects, ignored, faults } = trial;
  if (objects === 0 && faults.length === 0) {
    out.warn(`${log}: no object`);
    return;
  }
  const days = trial.first_day === null ? '' : `, days ${trial.first_day} to ${trial.last_day ?? ''}`;
  const line = `${log}: ${english(rows)} rows of ${String(read)} of ${objectsText(objects)}: ${english(accepted)} accepted, ${english(trial.rejected)} rejected${days}`;
  if (isRead(trial)) out.done(line);
  else out.warn(line);
  for (const [value, count] of Object.entries(ignored)) out.line(`    ${english(count)} ignored: ${value}`);
  for (const { reason, rows: count, first, hint } of rejects) {
    out.line(
      `    ${english(count)} rejected, ${reason}: first ${first.key} line ${english(first.line)}: ${shortened(first.text)}`,
    );
    if (hint !== null) out.indented(hint);
  }
  for (const fault of faults) out.indented(fault);
}

function printEnd(out: Output, description: Description, { file, written }: Place): void {
  switch (written) {
    case 'written':
      out.done(`written to ${file}`);
      break;
    case 'there_already':
      out.done(`${file} says this already`);
      break;
    case 'refused':
      out.warn(`${file} is there and says something else; \`--force\` replaces it`);
      break;
    case 'open':
      out.warn(
        `nothing is written while something is left open: complete the description, and put it at ${file}`,
      );
      break;
    case 'not_needed':
      out.done('no description is needed, and none is written');
      break;
    case 'not_asked':
      if (description.written !== undefined) out.line(`\`--write\` writes the description to ${file}`);
  }
  if (isDone(description)) out.done('every log is read');
  else out.warn('something is left to you: it is marked with ! above');
}

function objectsText(count: number): string {
  return count === 1 ? '1 object' : `${english(count)} objects`;
}

function shortened(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
