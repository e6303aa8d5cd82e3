import { stripVTControlCharacters } from 'node:util';
import { assertPatchesFit } from './patched-build';
import type { Patch } from './patched-build';

/** A build that is broken on purpose, on which the test of a fault must fail. */
export interface Broken {
  /** What of the product is off. */
  readonly when: string;
  readonly patches: readonly Patch[];
  /** What the failure of the test says, so that it is the fault's check that fails, and for this reason. */
  readonly fails: RegExp;
}

/** Whether proofs run too: `npm run faults` asks for them, `npm test` checks the claims, and that the patches of proofs fit. */
const WITH_PROOFS = process.env['FAULT_PROOFS'] === '1';

/** Causes a fault and checks its outcome, with processes of the product that run with these patches. */
export type Scenario = (patches: readonly Patch[]) => Promise<void>;

/** Declares the test of a fault by its number, and for each broken build the proof that the test fails on it. */
export type FaultTest = (number: number, claim: string, scenario: Scenario, ...broken: Broken[]) => void;

/** A fault test that has the machine to itself. */
export const faultTest = faultTestBy((title, test) => {
  it(title, test);
});

/** A fault test that mostly waits: the tests of a suite and their proofs run side by side, five at a time. */
export const concurrentFaultTest = faultTestBy((title, test) => {
  it.concurrent(title, test);
});

/** The proof alone, where a scenario other than the test's shows it. */
export function proofTest(number: number, claim: string, broken: Broken, scenario: Scenario): void {
  if (!WITH_PROOFS) {
    it(`the patches of a proof of fault ${String(number)} fit: ${claim}, ${broken.when}`, () => {
      assertPatchesFit(broken.patches);
    });
    return;
  }
  it(proofTitle(number, claim, broken), () => expectFailure(number, broken, scenario(broken.patches)));
}

function faultTestBy(declare: (title: string, test: () => Promise<void>) => void): FaultTest {
  return (number, claim, scenario, ...broken) => {
    declare(`fault ${String(number)}: ${claim}`, () => {
      for (const { patches } of broken) assertPatchesFit(patches);
      return scenario([]);
    });
    for (const build of WITH_PROOFS ? broken : [])
      declare(proofTitle(number, claim, build), () => expectFailure(number, build, scenario(build.patches)));
  };
}

function proofTitle(number: number, claim: string, { when }: Broken): string {
  return `proof ${String(number)}: “${claim}” fails when ${when}`;
}

async function expectFailure(
  number: number,
  { when, fails }: Broken,
  scenario: Promise<void>,
): Promise<void> {
  const failure: unknown = await scenario.then(
    () => new Error('it passes'),
    (error: unknown) => error,
  );
  const message = stripVTControlCharacters(failure instanceof Error ? failure.message : String(failure));
  expect(message).toMatch(fails);
  const why = message
    .split('\n')
    .find((line) => fails.test(line))
    ?.trim();
  process.stderr.write(
    `fault ${String(number)}, broken on purpose: ${when}; its test fails: ${why ?? message}\n`,
  );
}
