import { repeat } from '../bench';
import type { Row } from '../row';
import { countAndCheck } from './contestants';
import type { Contestant, CountsRecord, CountTiming } from './contestants';
import type { FormatInput } from './format-inputs';
import { formatRows } from './format-rows';
import { workerPeakMb } from './worker-peak';
import type { PeakBench } from './worker-peak';

/** What measuring formats works with. */
export interface FormatBench extends PeakBench {
  readonly ours: Contestant;
  readonly peers: readonly Contestant[];
  readonly record: CountsRecord;
  /** Gets a line for each input that is not measured. */
  readonly notes: string[];
  readonly say: (line: string) => void;
}

/** Counts every input by every contestant in turn, compares all counts, and measures the memory of a worker. */
export async function measureFormats(bench: FormatBench): Promise<Row[]> {
  const { plan, ours, peers, record, say } = bench;
  const inputs = await findInputs(bench);
  const timings = new Map<FormatInput, Map<string, CountTiming[]>>();
  await repeat(bench, `formats, ${plan.size.name} rows`, async () => {
    for (const input of inputs) {
      const ofInput = timings.get(input) ?? new Map<string, CountTiming[]>();
      timings.set(input, ofInput);
      for (const contestant of [ours, ...peers]) {
        say(`${input.name}: ${contestant.name}`);
        const timing = await countAndCheck(contestant, input, bench.folder, record);
        ofInput.set(contestant.name, [...(ofInput.get(contestant.name) ?? []), timing]);
      }
    }
  });
  const measured = [];
  for (const [input, ofInput] of timings) {
    say(`${input.name}: memory of the worker`);
    measured.push({ name: input.name, timings: ofInput, workerPeakMb: await workerPeakMb(bench, input) });
  }
  return formatRows(measured, plan);
}

async function findInputs({ plan, inputs, notes, say, stop }: FormatBench): Promise<FormatInput[]> {
  const found: FormatInput[] = [];
  for (const name of plan.inputs) {
    try {
      found.push(await inputs.find(name));
    } catch (error) {
      stop.throwIfAborted();
      const note = `not measured: ${name}: ${error instanceof Error ? error.message : String(error)}`;
      notes.push(note);
      say(note);
    }
  }
  return found;
}
