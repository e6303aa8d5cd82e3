import { createInterface } from 'node:readline/promises';
import type { Output } from './output';

/** Asks a question on the terminal. Only `y` and `yes` are a yes; a stop signal is a no. */
export async function ask(question: string, out: Output, stop: AbortSignal): Promise<boolean> {
  const prompt = createInterface({
    input: process.stdin,
    output: out.asJson ? process.stderr : process.stdout,
  });
  try {
    const answer = await prompt.question(`${question} [y/N] `, { signal: stop });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (stop.aborted) return false;
    throw error;
  } finally {
    prompt.close();
  }
}
